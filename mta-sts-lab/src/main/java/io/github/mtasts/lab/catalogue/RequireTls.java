package io.github.mtasts.lab.catalogue;

import static io.github.mtasts.lab.catalogue.Family.REQUIRE_TLS;
import static io.github.mtasts.lab.catalogue.ScenarioBuilder.scenario;
import static io.github.mtasts.lab.scenario.ScenarioContext.DOMAIN;
import static io.github.mtasts.lab.scenario.ScenarioContext.EVIL;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX2;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.scenario.ScenarioContext;
import java.util.List;

/** Attacks on messages with REQUIRETLS (RFC 8689). A safe sender returns a message that no host can get. */
final class RequireTls {
    private static final String SENT = "the message is sent with REQUIRETLS";
    private static final String OFFERED = "the domain's zone is signed, and its host offers REQUIRETLS";

    private RequireTls() {}

    static List<Scenario> scenarios() {
        return List.of(
                refused("requiretls-dropped", "A host that does not offer REQUIRETLS", "makes the host drop REQUIRETLS")
                        .step("the zone of the domain is signed", ScenarioContext::signZone)
                        .step(SENT, ScenarioContext::sendRequiringTls)
                        .step("no host has the message", ScenarioContext::expectNothingTaken)
                        .exploits(Flaw.IGNORES_REQUIRETLS)
                        .exercises(REQUIRE_TLS, "RTLS-4.2.1-02", "RTLS-4.2.1-03"),
                beforeTls(),
                offered("requiretls-stripped", "STARTTLS stripped under REQUIRETLS", "removes STARTTLS")
                        .stripped()
                        .step(SENT, ScenarioContext::sendRequiringTls)
                        .exploits(Flaw.IGNORES_REQUIRETLS)
                        .exercises(REQUIRE_TLS, "RTLS-2-02", "RTLS-4.2.1-02"),
                offered(
                                "requiretls-header",
                                "TLS-Required: No beside REQUIRETLS, and STARTTLS stripped",
                                "removes STARTTLS")
                        .stripped()
                        .step(SENT + " and TLS-Required: No", ScenarioContext::sendRequiringTlsDespiteItsHeader)
                        .exploits(Flaw.IGNORES_REQUIRETLS, Flaw.HEADER_BEATS_PARAMETER)
                        .exercises(REQUIRE_TLS, "RTLS-4.1-01"),
                offered(
                                "requiretls-self-signed",
                                "Self-signed certificate under REQUIRETLS",
                                "shows a certificate of its own")
                        .step(
                                "the attacker shows a certificate of its own",
                                context -> context.mitm()
                                        .swapCertificate(context.net().ca().selfSigned(MX)))
                        .step(SENT, ScenarioContext::sendRequiringTls)
                        .exploits(Flaw.IGNORES_REQUIRETLS, Flaw.TRUSTS_ANY_CHAIN)
                        .exercises(REQUIRE_TLS, "RTLS-2-05"),
                unusable(),
                mxForged(),
                mxForgedUnderNone());
    }

    private static ScenarioBuilder refused(String id, String name, String power) {
        return scenario(id, name)
                .by(Attacker.ON_PATH, power)
                .needs(Ability.DANE, Ability.REQUIRE_TLS)
                .expects(Expectation.REFUSE);
    }

    private static ScenarioBuilder offered(String id, String name, String power) {
        return refused(id, name, power).step(OFFERED, context -> {
            context.signZone();
            var unused = context.mx().requireTls();
        });
    }

    /** A sender that takes the offer from before TLS fails at the first host. */
    private static Scenario beforeTls() {
        return scenario("requiretls-before-tls", "REQUIRETLS offered only before TLS")
                .by(Attacker.ON_PATH, "adds REQUIRETLS to the EHLO reply of a host without it")
                .needs(Ability.DANE, Ability.REQUIRE_TLS)
                .step("the zone is signed, and of two hosts only the second offers REQUIRETLS", context -> {
                    context.signZone();
                    context.net().mx(DOMAIN, MX, MX2);
                    var unused = context.host(MX2).requireTls();
                })
                .step("the attacker adds REQUIRETLS to the offers of the first", context -> {
                    var unused = context.mx().requireTlsOnlyInClear();
                })
                .step(SENT, ScenarioContext::sendRequiringTls)
                .expects(Expectation.DELIVER_PROTECTED)
                .aimsAt(Verdict.BOUNCED)
                .exploits(Flaw.KEEPS_EARLY_OFFERS)
                .exercises(REQUIRE_TLS, "RTLS-2-02", "RTLS-4.2.1-01");
    }

    private static Scenario unusable() {
        return offered(
                        "requiretls-unusable",
                        "Unusable TLSA records under REQUIRETLS",
                        "shows a certificate of its own")
                .step("its only TLSA record has usage 0", context -> context.tlsa(MX, 0, 0, 1, new byte[32]))
                .step(
                        "the attacker shows a certificate of its own",
                        context -> context.mitm()
                                .swapCertificate(context.net().ca().selfSigned(MX)))
                .step(SENT, ScenarioContext::sendRequiringTls)
                .exploits(Flaw.IGNORES_REQUIRETLS, Flaw.UNUSABLE_AUTHENTICATES)
                .mayReport("tlsa-invalid")
                .exercises(REQUIRE_TLS, "RTLS-2-06");
    }

    private static Scenario mxForged() {
        return rogue("requiretls-mx-forged", "MX forged under REQUIRETLS", "of an unsigned domain")
                .step("a first message is delivered", ScenarioContext::learn)
                .step("the attacker forges the MX to " + EVIL, RequireTls::forge)
                .step(SENT, ScenarioContext::sendRequiringTls)
                .exploits(Flaw.IGNORES_REQUIRETLS, Flaw.TAKES_UNPROVED_MX)
                .exercises(REQUIRE_TLS, "RTLS-2-03");
    }

    private static Scenario mxForgedUnderNone() {
        return rogue(
                        "requiretls-mode-none",
                        "MX forged under REQUIRETLS and a policy of mode none",
                        "beside that policy")
                .known("none")
                .step("the attacker forges the MX to " + EVIL, RequireTls::forge)
                .step(SENT, ScenarioContext::sendRequiringTls)
                .exploits(Flaw.IGNORES_REQUIRETLS, Flaw.TAKES_UNPROVED_MX)
                .exercises(REQUIRE_TLS, "RTLS-2-04");
    }

    private static ScenarioBuilder rogue(String id, String name, String where) {
        return refused(
                id, name, "has a host with a valid certificate that offers REQUIRETLS, and forges MX records " + where);
    }

    private static void forge(ScenarioContext context) {
        var unused = context.rogue(EVIL).requireTls();
        context.forgeMx(EVIL);
    }
}
