package io.github.mtasts.lab.catalogue;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A scenario that is being written down. Unless it says otherwise, the message must wait and the attacker wants to read it. */
final class Draft {
    private final String id;
    private final String name;
    private final List<Step> steps = new ArrayList<>();
    private final Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);
    private final Set<Ability> needs = EnumSet.noneOf(Ability.class);
    private final List<Set<String>> reported = new ArrayList<>();
    private final Set<String> mayReport = new HashSet<>();
    private Attacker attacker = Attacker.ON_PATH;
    private String power = "";
    private Must must = Must.WAIT;
    private Verdict aim = Verdict.LEAKED;
    private boolean unreported;

    private Draft(String id, String name) {
        this.id = id;
        this.name = name;
    }

    static Draft scenario(String id, String name) {
        return new Draft(id, name);
    }

    Draft by(Attacker who, String canDo) {
        this.attacker = who;
        this.power = canDo;
        return this;
    }

    Draft step(String what, Step.Action action) {
        steps.add(new Step(what, action));
        return this;
    }

    /** The domain publishes a policy, and a first message goes through, so that the sender knows the policy. */
    Draft known(String mode) {
        return step("the domain publishes a policy of mode " + mode + ", and a first message goes through", stage -> {
            stage.publish(mode);
            stage.learn();
        });
    }

    /** The sender knows an enforce policy for these patterns. */
    Draft known(String mode, String... patterns) {
        String listed = String.join(", ", patterns);
        return step(
                "the domain publishes a policy of mode " + mode + " for " + listed
                        + ", and a first message goes through",
                stage -> {
                    stage.publish("1", Stage.policy(mode, patterns));
                    stage.learn();
                });
    }

    Draft stripped() {
        return step(
                "the attacker takes STARTTLS out of what the MX host offers",
                stage -> stage.mitm().stripStartTls());
    }

    /** The message with the canary is sent. */
    Draft send() {
        return step("the message is sent", Stage::send);
    }

    Draft retryAfter(String words, Duration pause) {
        return step(words + " later the queue is run again", stage -> stage.retryAfter(pause));
    }

    /** What a fetch in the background came to can be told with the next message only. */
    Draft laterAnotherMessage() {
        return step("half an hour later another message goes by", stage -> {
            stage.later(Duration.ofMinutes(30));
            stage.decoy();
        });
    }

    Draft must(Must what) {
        this.must = what;
        return this;
    }

    Draft aimsAt(Verdict what) {
        this.aim = what;
        return this;
    }

    Draft livesOn(Flaw... mistakes) {
        flaws.addAll(List.of(mistakes));
        return this;
    }

    Draft needs(Ability... abilities) {
        needs.addAll(List.of(abilities));
        return this;
    }

    /** A report must tell one of these, and of each call one. */
    Draft reported(String... resultTypes) {
        reported.add(Set.of(resultTypes));
        return this;
    }

    /** These are true, too, and need not be told. */
    Draft mayReport(String... resultTypes) {
        mayReport.addAll(List.of(resultTypes));
        return this;
    }

    Draft notReportedAsSts() {
        this.unreported = true;
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
                must,
                aim,
                Set.copyOf(flaws),
                Set.copyOf(needs),
                List.copyOf(reported),
                Set.copyOf(mayReport),
                unreported,
                List.of(requirements));
    }
}
