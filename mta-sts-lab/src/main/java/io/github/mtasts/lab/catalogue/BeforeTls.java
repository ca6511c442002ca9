package io.github.mtasts.lab.catalogue;

import static io.github.mtasts.lab.catalogue.Family.BEFORE_TLS;
import static io.github.mtasts.lab.catalogue.ScenarioBuilder.scenario;

import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.testkit.OldTls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Attacks on the path before the TLS handshake, or in place of it. */
final class BeforeTls {
    private static final String BUSY = "421 4.3.2 try again later";
    private static final String ALTERS = "relays the connection and alters the SMTP dialogue in the clear";
    /** The result type of a host that refuses before TLS (decision D33). */
    private static final String REFUSED_BEFORE_TLS = "validation-failure";

    /** The result type of a host without ESMTP or STARTTLS. */
    private static final String NO_STARTTLS = "starttls-not-supported";

    private static final int PART_OF_AN_ANSWER = 60;

    private BeforeTls() {}

    static List<Scenario> scenarios() {
        return List.of(
                refusal(
                        "greeting-554",
                        "Greeting 554",
                        "greets with 554",
                        context -> context.mitm().greet("554 5.3.2 no service"),
                        REFUSED_BEFORE_TLS,
                        Flaw.NO_POLICIES),
                refusal(
                        "ehlo-502",
                        "EHLO and HELO refused",
                        "answers EHLO and HELO with 502",
                        context -> context.mitm().refuseEhlo("502 5.5.1 no"),
                        NO_STARTTLS,
                        Flaw.NO_POLICIES),
                refusedOnce(),
                downgrade(
                                "starttls-stripped",
                                "STARTTLS stripped",
                                "removes STARTTLS from the EHLO reply",
                                context -> context.mitm().stripStartTls())
                        .exploits(Flaw.DOES_WITHOUT_STARTTLS)
                        .reported("starttls-not-supported")
                        .exercises(BEFORE_TLS, "STS-4-02", "STS-5-03", "STS-5-08", "RPT-4.3-01"),
                downgrade(
                                "starttls-blanked",
                                "STARTTLS replaced by spaces",
                                "replaces STARTTLS by spaces in the EHLO reply",
                                context -> context.mitm().replaceStartTlsWithSpaces())
                        .exploits(Flaw.DOES_WITHOUT_STARTTLS)
                        .reported("starttls-not-supported")
                        .exercises(BEFORE_TLS, "STS-4-02", "STS-5-03", "STS-5-08"),
                refused("454", "454 4.7.0 TLS not available"),
                refused("502", "502 5.5.1 not implemented"),
                refusal(
                        "starttls-554",
                        "STARTTLS refused with 554",
                        "answers STARTTLS with 554",
                        context -> context.mitm().refuseStartTls("554 5.7.0 no"),
                        NO_STARTTLS),
                handshake(
                        "cut-after-starttls",
                        "Cut after STARTTLS",
                        "closes the connection after the 220 reply",
                        context -> context.mitm().cutAfterStartTls()),
                handshake(
                        "cut-after-clienthello",
                        "Cut after ClientHello",
                        "closes the connection after the ClientHello",
                        context -> context.mitm().cutHandshake()),
                handshake(
                        "cut-in-handshake",
                        "Cut in the handshake",
                        "lets half a ServerHello through and closes the connection",
                        context -> context.mitm().cutHandshakeAfter(PART_OF_AN_ANSWER)),
                handshake(
                        "plain-after-220",
                        "Plain text after 220",
                        "answers the ClientHello with SMTP in the clear",
                        context -> context.mitm()
                                .answerClientHello("250 mx.target.test\r\n".getBytes(StandardCharsets.US_ASCII))),
                oldTls("tls-1.0", OldTls.TLS_1_0),
                oldTls("tls-1.1", OldTls.TLS_1_1),
                handshake(
                        "commands-injected",
                        "Commands injected after STARTTLS",
                        "sends more commands after STARTTLS, which the host takes for a broken handshake",
                        context -> context.mitm().injectCommands("RSET\r\nMAIL FROM:<eve@attacker.test>\r\n")),
                secondAttempt(),
                repliesInjected(),
                replyBefore220(),
                offersForged(),
                warned(),
                offeredAgain(),
                silent(),
                endless());
    }

    private static ScenarioBuilder attack(String id, String name, String does, Step.Action attack) {
        return scenario(id, name)
                .by(Attacker.ON_PATH, ALTERS)
                .known("enforce")
                .step("the attacker " + does, attack)
                .send();
    }

    /** The attacker wants the sender to believe that the message is undeliverable. */
    private static Scenario refusal(
            String id, String name, String does, Step.Action attack, String reported, Flaw... flaws) {
        return attack(id, name, does, attack)
                .aimsAt(Verdict.BOUNCED)
                .exploits(Flaw.BELIEVES_REFUSALS)
                .exploits(flaws)
                .reported(reported)
                .exercises(BEFORE_TLS, "STS-4-02", "STS-5-03", "STS-5-08");
    }

    /** The attacker wants the sender to continue in the clear. */
    private static ScenarioBuilder downgrade(String id, String name, String does, Step.Action attack) {
        return attack(id, name, does, attack).exploits(Flaw.NO_POLICIES);
    }

    private static Scenario refused(String code, String reply) {
        return downgrade(
                        "starttls-" + code,
                        "STARTTLS refused with " + code,
                        "answers STARTTLS with " + reply,
                        context -> context.mitm().refuseStartTls(reply))
                .exploits(Flaw.DOES_WITHOUT_STARTTLS)
                .reported("starttls-not-supported")
                .exercises(BEFORE_TLS, "STS-4-02", "STS-5-03", "STS-5-08");
    }

    private static Scenario handshake(String id, String name, String does, Step.Action attack) {
        return downgrade(id, name, does, attack)
                .exploits(Flaw.FALLS_BACK)
                .reported("validation-failure")
                .exercises(BEFORE_TLS, "STS-4-02", "STS-5-03");
    }

    /** The protocol version is the only fault that a sender can find: the chain and the cipher suite are those of the host. */
    private static Scenario oldTls(String id, OldTls version) {
        return scenario(id, "Downgrade to " + version)
                .by(Attacker.ON_PATH, "runs TLS in place of the host, with its certificates and without its key")
                .step(
                        "the domain's host has an RSA key",
                        context -> context.mx().certificate(context.net().ca().rsa(ScenarioContext.MX)))
                .known("enforce")
                .step(
                        "the attacker answers the ClientHello with " + version + " and the host's certificates",
                        context -> context.mitm().downgradeTls(version))
                .send()
                .exploits(Flaw.NO_POLICIES, Flaw.FALLS_BACK, Flaw.TAKES_OLD_TLS)
                .reported("validation-failure")
                .exercises(BEFORE_TLS, "STS-4-02", "STS-5-03", "STS-7.2-02");
    }

    private static Scenario secondAttempt() {
        return scenario("second-attempt", "Second attempt after a TLS failure")
                .by(Attacker.ON_PATH, "cuts every handshake and waits for an attempt without TLS")
                .known("enforce")
                .step(
                        "the attacker cuts the handshake",
                        context -> context.mitm().cutHandshake())
                .send()
                .retryAfter("half an hour", Duration.ofMinutes(30))
                .exploits(Flaw.FALLS_BACK, Flaw.NO_POLICIES)
                .reported("validation-failure")
                .exercises(BEFORE_TLS, "STS-5-03", "STS-5-08");
    }

    private static Scenario repliesInjected() {
        return attack(
                        "replies-injected",
                        "Replies injected after 220",
                        "sends replies to later commands after the 220 reply, the last of them 550",
                        context -> context.mitm()
                                .injectAfter220("250 mx.target.test\r\n250 2.1.0 ok\r\n550 5.1.1 no such user\r\n"))
                .aimsAt(Verdict.BOUNCED)
                .exploits(Flaw.KEEPS_EARLY_REPLIES)
                .exercises(BEFORE_TLS, "STS-4-02");
    }

    private static Scenario replyBefore220() {
        return attack(
                        "reply-before-220",
                        "A reply injected before 220",
                        "sends 554 and 220 in one packet",
                        context -> context.mitm().injectBefore220("554 5.7.0 no\r\n"))
                .aimsAt(Verdict.BOUNCED)
                .exploits(Flaw.BELIEVES_REFUSALS)
                .reported(NO_STARTTLS)
                .exercises(BEFORE_TLS, "STS-4-02", "STS-5-08");
    }

    private static Scenario offersForged() {
        return attack(
                        "offers-forged",
                        "A size limit forged into EHLO",
                        "adds SIZE 10 to the EHLO reply before TLS",
                        context -> context.mitm().announce("SIZE 10"))
                .expects(Expectation.DELIVER_PROTECTED)
                .aimsAt(Verdict.BOUNCED)
                .exploits(Flaw.KEEPS_EARLY_OFFERS)
                .exercises(BEFORE_TLS, "STS-4-02");
    }

    /** A refusal says nothing about TLS, neither to the sender nor in a report. */
    private static Scenario refusedOnce() {
        return scenario("greeting-421", "Greeting 421, to provoke an attempt without TLS")
                .by(Attacker.ON_PATH, "greets with 421, and reads what the sender tries next")
                .step("the domain has no policy; the attacker greets with 421, and a message is sent", context -> {
                    context.mitm().greet(BUSY);
                    context.decoy();
                })
                .step(
                        "the attack pauses; the domain publishes a policy of mode enforce, and ten minutes later a message is"
                                + " delivered",
                        context -> {
                            context.mitm().reset();
                            context.publish("enforce");
                            context.later(PolicyRecords.A_WHILE);
                            context.learn();
                        })
                .step("the attacker greets with 421", context -> context.mitm().greet(BUSY))
                .send()
                .step("the attacker relays without changes; half an hour later the queue is run again", context -> {
                    context.mitm().reset();
                    context.retryAfter(Duration.ofMinutes(30));
                })
                .exploits(Flaw.COUNTS_REFUSALS_AS_TLS)
                .reported(REFUSED_BEFORE_TLS)
                .notReportedWithoutPolicy()
                .exercises(BEFORE_TLS, "STS-5-03", "STS-5-08");
    }

    /** Servers that do not know the name in the ClientHello send such an alert and go on (RFC 6066 section 3). */
    private static Scenario warned() {
        return attack(
                        "warning-alert",
                        "A warning alert before the ServerHello",
                        "sends a TLS alert of level warning before the host's ServerHello",
                        context -> context.mx().warningAlerts(1))
                .expects(Expectation.DELIVER_PROTECTED)
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.ENDS_AT_WARNINGS)
                .exercises(BEFORE_TLS, "STS-5-02");
    }

    /** RFC 3207 section 4.2: a server does not offer STARTTLS within TLS. */
    private static Scenario offeredAgain() {
        return attack(
                        "starttls-offered-again",
                        "STARTTLS offered again within TLS",
                        "has a host that offers STARTTLS within TLS, and refuses it there",
                        context -> context.mx().extensions("STARTTLS"))
                .expects(Expectation.DELIVER_PROTECTED)
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.SEES_NO_TLS)
                .exercises(BEFORE_TLS, "STS-5-02");
    }

    private static Scenario silent() {
        return attack(
                        "silence",
                        "A silent host",
                        "sends nothing",
                        context -> context.mx().silentGreeting())
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.WAITS_FOREVER)
                .reported(REFUSED_BEFORE_TLS)
                .exercises(BEFORE_TLS, "STS-5-08");
    }

    private static Scenario endless() {
        return attack(
                        "endless-greeting",
                        "An endless greeting",
                        "sends an endless greeting",
                        context -> context.mx().endlessGreeting())
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.WAITS_FOREVER)
                .reported(REFUSED_BEFORE_TLS)
                .exercises(BEFORE_TLS, "STS-5-08");
    }
}
