package io.github.mtasts.lab.catalogue;

import static io.github.mtasts.lab.catalogue.Family.POLICY_TEXT;
import static io.github.mtasts.lab.catalogue.ScenarioBuilder.scenario;
import static io.github.mtasts.lab.scenario.ScenarioContext.DOMAIN;
import static io.github.mtasts.lab.scenario.ScenarioContext.EVIL;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX;
import static io.github.mtasts.lab.scenario.ScenarioContext.RECORD;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.testkit.DnsAnswers;
import java.time.Duration;
import java.util.List;

/** Policies from the right host over valid HTTPS, with a text that a careless parser misreads. */
final class PolicyTexts {
    private static final String WEEK = "max_age: 604800\r\n";

    private PolicyTexts() {}

    static List<Scenario> scenarios() {
        return List.of(
                faulty("text-malformed", "Lines without a colon", "version: STSv1\r\nmode none\r\nmax_age 604800\r\n"),
                faulty("text-no-version", "No version", "mode: none\r\n" + WEEK),
                faulty("text-no-mode", "No mode", "version: STSv1\r\nmx: mx.attacker.test\r\n" + WEEK),
                faulty("text-no-max-age", "An empty max_age", "version: STSv1\r\nmode: none\r\nmax_age:\r\n"),
                faulty(
                        "text-front-matter",
                        "A line before the policy",
                        "---\r\nversion: STSv1\r\nmode: none\r\n" + WEEK),
                text(
                                "text-duplicate-mode",
                                "Mode enforce, then none",
                                "version: STSv1\r\nmode: enforce\r\nmode: none\r\nmx: " + MX + "\r\n" + WEEK)
                        .exploits(Flaw.LAST_DUPLICATE_WINS)
                        .exercises(POLICY_TEXT, "STS-3.2-26", "STS-5-03"),
                bait("text-star", "mx: *", "*", Flaw.ACCEPTS_STAR, "STS-3.2-19"),
                bait("text-regex", "mx: .*", ".*", Flaw.MATCHES_BY_REGEX, "STS-3.2-18"),
                bait("text-list", "Two hosts on one mx line", MX + ", " + EVIL, Flaw.SPLITS_MX_LINES, "STS-3.2-20"),
                slowPattern(),
                overflow(),
                largeMaxAge(),
                withdrawal());
    }

    private static ScenarioBuilder text(String id, String name, String text) {
        return PolicyHosts.answer(id, name, host -> host.body(text));
    }

    private static Scenario faulty(String id, String name, String text) {
        return text(id, name, text)
                .exploits(Flaw.READS_FAULTY_POLICIES)
                .reported("sts-policy-invalid")
                .exercises(POLICY_TEXT, "STS-3.2-10", "STS-3.2-11", "STS-3.2-13", "STS-3.2-14", "STS-3.3-18");
    }

    /** A newer policy has an mx line that a careless parser matches with the attacker's host. */
    private static Scenario bait(String id, String name, String mx, Flaw flaw, String requirement) {
        return PolicyHosts.announced(
                        id,
                        name,
                        "and forges the MX",
                        context -> context.policyHost().body(ScenarioContext.policy("enforce", mx)))
                .step("the attacker forges the MX to " + EVIL, context -> {
                    context.rogue(EVIL);
                    context.forgeMx(EVIL);
                })
                .send()
                .retryAfter("half an hour", Duration.ofMinutes(30))
                .exploits(flaw, Flaw.IGNORES_MX_PATTERNS, Flaw.NO_POLICIES, Flaw.NO_CHECKS)
                .reported("validation-failure")
                .reported("sts-policy-invalid")
                .exercises(POLICY_TEXT, requirement, "STS-3.3-18", "STS-5-01");
    }

    private static Scenario slowPattern() {
        String mx = "*".repeat(40) + "!";
        return PolicyHosts.announced(
                        "text-slow-regex",
                        "An mx that is slow as a regular expression",
                        "and does nothing else",
                        context -> context.policyHost().body(ScenarioContext.policy("enforce", mx, MX)))
                .send()
                .laterAnotherMessage()
                .expects(Expectation.DELIVER_PROTECTED)
                .reported("sts-policy-invalid")
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.MATCHES_BY_REGEX)
                .exercises(POLICY_TEXT, "STS-3.2-19", "STS-3.3-18");
    }

    private static Scenario overflow() {
        String twoTo64AndOne = "18446744073709551617";
        return PolicyHosts.announced(
                        "text-overflow",
                        "A max_age beyond 64 bits",
                        "and strips TLS, with the record suppressed",
                        context -> context.policyHost()
                                .body("version: STSv1\r\nmode: enforce\r\nmx: " + MX + "\r\nmax_age: " + twoTo64AndOne
                                        + "\r\n"))
                .step("a message is sent, and the sender fetches the policy", ScenarioContext::decoy)
                .step("an hour later the record is suppressed", context -> {
                    context.later(Duration.ofHours(1));
                    context.forge(RECORD, DnsAnswers::nxDomain);
                })
                .stripped()
                .send()
                .exploits(Flaw.MAX_AGE_OVERFLOWS, Flaw.NO_POLICIES)
                .reported("starttls-not-supported")
                .mayReport("sts-policy-invalid", "sts-policy-fetch-error")
                .exercises(POLICY_TEXT, "STS-3.2-14", "STS-3.3-18", "STS-5-03");
    }

    private static Scenario largeMaxAge() {
        return scenario("text-large-max-age", "A max_age of 136 years")
                .by(Attacker.ON_PATH, "strips TLS")
                .needs(Ability.DISCOVERY)
                .step("the domain publishes a policy with a max_age beyond the maximum", context -> {
                    context.publish(
                            "1", "version: STSv1\r\nmode: enforce\r\nmx: " + MX + "\r\nmax_age: 4294967295\r\n");
                    context.learn();
                })
                .stripped()
                .send()
                .exploits(Flaw.REFUSES_LARGE_MAX_AGE, Flaw.NO_POLICIES)
                .reported("starttls-not-supported")
                .exercises(POLICY_TEXT, "STS-3.2-15", "STS-5-03");
    }

    private static Scenario withdrawal() {
        return scenario("text-withdrawal", "A domain withdraws its policy")
                .by(Attacker.ON_PATH, "does nothing: the domain itself changes to mode none and then gives up TLS")
                .needs(Ability.COMPARISON)
                .known("enforce")
                .step(
                        DOMAIN + " publishes mode none without an mx, and ten minutes later a message is sent",
                        context -> {
                            context.publish("2", "version: STSv1\r\nmode: none\r\n" + WEEK);
                            context.later(PolicyRecords.A_WHILE);
                            context.decoy();
                        })
                .step("its MX host gives up TLS", context -> context.mx().noStartTls())
                .send()
                .expects(Expectation.DELIVER)
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.NONE_NEEDS_MX)
                .exercises(POLICY_TEXT, "STS-3.2-17", "STS-8.3-01");
    }
}
