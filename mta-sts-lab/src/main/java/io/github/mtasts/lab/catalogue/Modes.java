package io.github.mtasts.lab.catalogue;

import static io.github.mtasts.lab.catalogue.Family.MODES;
import static io.github.mtasts.lab.catalogue.ScenarioBuilder.scenario;
import static io.github.mtasts.lab.scenario.ScenarioContext.EVIL;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX;

import io.github.mtasts.lab.Verdict;
import java.time.Duration;
import java.util.List;

/** Attacks under testing, where mail is delivered and the failure is reported, and under none, where nothing is reported. */
final class Modes {
    private Modes() {}

    static List<Scenario> scenarios() {
        return List.of(
                testing(
                                "testing-stripped",
                                "STARTTLS stripped under testing",
                                context -> context.mitm().stripStartTls())
                        .reported("starttls-not-supported")
                        .exercises(MODES, "STS-5-04", "STS-5-05", "STS-6-03"),
                testing(
                                "testing-cut",
                                "Handshake cut under testing",
                                context -> context.mitm().cutHandshake())
                        .exploits(Flaw.SEES_NO_TLS)
                        .reported("validation-failure")
                        .exercises(MODES, "STS-5-04", "STS-5-05", "STS-6-03"),
                testing(
                                "testing-expired",
                                "Certificate expired under testing",
                                context -> context.mitm()
                                        .swapCertificate(context.net().ca().expired(MX)))
                        .reported("certificate-expired")
                        .exercises(MODES, "STS-5-04", "STS-5-05", "STS-6-03"),
                testing(
                                "testing-untrusted",
                                "Certificate untrusted under testing",
                                context -> context.mitm()
                                        .swapCertificate(context.net().ca().untrustedRoot(MX)))
                        .reported("certificate-not-trusted")
                        .exercises(MODES, "STS-5-04", "STS-5-05", "STS-6-03"),
                testing(
                                "testing-client-certificate",
                                "Client certificate demanded under testing",
                                context -> context.mx().demandClientCertificate())
                        .exploits(Flaw.COUNTS_HANDSHAKES)
                        .reported("validation-failure")
                        .exercises(MODES, "STS-5-04", "STS-5-05", "STS-6-03"),
                testing(
                                "testing-second-ehlo",
                                "No STARTTLS under testing, and a second EHLO refused",
                                context -> context.mx()
                                        .noStartTls()
                                        .secondEhloReply("503 5.5.1 Invalid command: Already identified"))
                        .exploits(Flaw.SAYS_EHLO_TWICE)
                        .reported("starttls-not-supported")
                        .exercises(MODES, "STS-5-04", "STS-5-05", "STS-6-03"),
                testing("testing-mx-rogue", "MX forged under testing", context -> {
                            context.rogue(EVIL);
                            context.forgeMx(EVIL);
                        })
                        .reported("validation-failure")
                        .exercises(MODES, "STS-5-04", "STS-5-05", "STS-6-04"),
                none(
                        "none-stripped",
                        "STARTTLS stripped under none",
                        context -> context.mitm().stripStartTls()),
                none(
                        "none-self-signed",
                        "Certificate self-signed under none",
                        context -> context.mitm()
                                .swapCertificate(context.net().ca().selfSigned(MX))),
                none("none-mx-rogue", "MX forged under none", context -> {
                    context.rogue(EVIL);
                    context.forgeMx(EVIL);
                }));
    }

    private static ScenarioBuilder asked(String mode, String id, String name, Step.Action attack) {
        return scenario(id, name)
                .by(Attacker.ON_PATH, "attacks a domain whose policy does not ask for protection")
                .known(mode)
                .step("the attack: " + name, attack)
                .send()
                .retryAfter("half an hour", Duration.ofMinutes(30))
                .expects(Expectation.DELIVER)
                .aimsAt(Verdict.OVER_BLOCKED);
    }

    private static ScenarioBuilder testing(String id, String name, Step.Action attack) {
        return asked("testing", id, name, attack).exploits(Flaw.ENFORCES_TESTING);
    }

    private static Scenario none(String id, String name, Step.Action attack) {
        return asked("none", id, name, attack)
                .exploits(Flaw.ENFORCES_NONE)
                .notReportedAsSts()
                .exercises(MODES, "STS-5-06", "STS-6-03");
    }
}
