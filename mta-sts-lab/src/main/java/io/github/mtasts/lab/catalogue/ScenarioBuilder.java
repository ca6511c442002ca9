package io.github.mtasts.lab.catalogue;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.scenario.ScenarioContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Builds a scenario. Unless set otherwise, a safe sender must wait ({@link Expectation#WAIT}) and the attack aims at {@link
 * Verdict#LEAKED}.
 */
final class ScenarioBuilder {
    private final String id;
    private final String name;
    private final List<Step> steps = new ArrayList<>();
    private final Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);
    private final Set<Ability> needs = EnumSet.noneOf(Ability.class);
    private final List<Set<String>> reported = new ArrayList<>();
    private final Set<String> mayReport = new HashSet<>();
    private Attacker attacker = Attacker.ON_PATH;
    private String power = "";
    private Expectation expectation = Expectation.WAIT;
    private Verdict aim = Verdict.LEAKED;
    private boolean unreported;
    private boolean unblamed;

    private ScenarioBuilder(String id, String name) {
        this.id = id;
        this.name = name;
    }

    static ScenarioBuilder scenario(String id, String name) {
        return new ScenarioBuilder(id, name);
    }

    ScenarioBuilder by(Attacker who, String canDo) {
        this.attacker = who;
        this.power = canDo;
        return this;
    }

    ScenarioBuilder step(String what, Step.Action action) {
        steps.add(new Step(what, action));
        return this;
    }

    /** The domain publishes a policy and a first message is delivered, so that the sender has the policy in its cache. */
    ScenarioBuilder known(String mode) {
        return step("the domain publishes a policy of mode " + mode + ", and a first message is delivered", context -> {
            context.publish(mode);
            context.learn();
        });
    }

    /** The same, with other mx patterns. */
    ScenarioBuilder known(String mode, String... patterns) {
        String listed = String.join(", ", patterns);
        return step(
                "the domain publishes a policy of mode " + mode + " for " + listed
                        + ", and a first message is delivered",
                context -> {
                    context.publish("1", ScenarioContext.policy(mode, patterns));
                    context.learn();
                });
    }

    ScenarioBuilder stripped() {
        return step(
                "the attacker removes STARTTLS from the EHLO reply",
                context -> context.mitm().stripStartTls());
    }

    /** The message with the canary is sent. */
    ScenarioBuilder send() {
        return step("the message is sent", ScenarioContext::send);
    }

    ScenarioBuilder retryAfter(String words, Duration pause) {
        return step(words + " later the queue is run again", context -> context.retryAfter(pause));
    }

    /** The outcome of a fetch in the background is recorded with the next message only. */
    ScenarioBuilder laterAnotherMessage() {
        return step("half an hour later another message is sent", context -> {
            context.later(Duration.ofMinutes(30));
            context.decoy();
        });
    }

    ScenarioBuilder expects(Expectation what) {
        this.expectation = what;
        return this;
    }

    ScenarioBuilder aimsAt(Verdict what) {
        this.aim = what;
        return this;
    }

    ScenarioBuilder exploits(Flaw... mistakes) {
        flaws.addAll(List.of(mistakes));
        return this;
    }

    ScenarioBuilder needs(Ability... abilities) {
        needs.addAll(List.of(abilities));
        return this;
    }

    /** A report must contain one of these result types; each call adds a set. */
    ScenarioBuilder reported(String... resultTypes) {
        reported.add(Set.of(resultTypes));
        return this;
    }

    /** A report may contain these result types, too. */
    ScenarioBuilder mayReport(String... resultTypes) {
        mayReport.addAll(List.of(resultTypes));
        return this;
    }

    ScenarioBuilder notReportedAsSts() {
        this.unreported = true;
        return this;
    }

    /** A report must not contain a failure of a session without a policy. */
    ScenarioBuilder notReportedWithoutPolicy() {
        this.unblamed = true;
        return this;
    }

    Scenario exercises(Family family, String... requirements) {
        return new Scenario(
                id,
                family,
                name,
                attacker,
                power,
                List.copyOf(steps),
                expectation,
                aim,
                Set.copyOf(flaws),
                Set.copyOf(needs),
                List.copyOf(reported),
                Set.copyOf(mayReport),
                unreported,
                unblamed,
                List.of(requirements));
    }
}
