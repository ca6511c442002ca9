package io.github.mtasts.lab.catalogue;

import static io.github.mtasts.lab.catalogue.DaneHosts.PUBLISHED;
import static io.github.mtasts.lab.catalogue.DaneHosts.dane;
import static io.github.mtasts.lab.catalogue.Family.DANE;
import static io.github.mtasts.lab.scenario.ScenarioContext.DOMAIN;
import static io.github.mtasts.lab.scenario.ScenarioContext.EVIL;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX;

import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.scenario.Digests;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.testkit.DnsAnswers;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.SignatureFault;
import java.util.List;
import java.util.function.Consumer;

/** Forged and withheld DNS answers about hosts with TLSA records (RFC 7672 section 2.1). */
final class DaneAnswers {
    private static final String TLSA = "_25._tcp." + MX;
    private static final String UNKNOWN = "dnssec-invalid";
    private static final String SWAPS = ", and shows a certificate of its own";

    private DaneAnswers() {}

    static List<Scenario> scenarios() {
        return List.of(
                withheld("dane-tlsa-servfail", "TLSA answered SERVFAIL", DnsAnswers::servfail)
                        .exploits(Flaw.IGNORES_TLSA, Flaw.TLSA_FAILURE_IS_ABSENCE)
                        .exercises(DANE, "DANE-2.1.2-04"),
                withheld("dane-tlsa-refused", "TLSA refused", DnsAnswers::refused)
                        .exploits(Flaw.IGNORES_TLSA, Flaw.TLSA_FAILURE_IS_ABSENCE)
                        .exercises(DANE, "DANE-2.1.2-04"),
                withheld("dane-tlsa-denied", "TLSA denied without a proof", DnsAnswers::nxDomain)
                        .exploits(Flaw.IGNORES_TLSA, Flaw.TLSA_FAILURE_IS_ABSENCE, Flaw.VALIDATES_NOTHING)
                        .exercises(DANE, "DANE-2.1.2-04"),
                replayed(),
                forged("dane-tlsa-forged", "TLSA forged", false)
                        .exploits(Flaw.IGNORES_TLSA, Flaw.TLSA_FAILURE_IS_ABSENCE, Flaw.VALIDATES_NOTHING)
                        .exercises(DANE, "DANE-2.1.2-04"),
                forged("dane-ad-forced", "TLSA forged with the AD bit", true)
                        .exploits(Flaw.IGNORES_TLSA, Flaw.VALIDATES_NOTHING, Flaw.BELIEVES_AD)
                        .exercises(DANE, "DANE-2.1.1-01"),
                faulty("dane-tlsa-bad", "TLSA changed behind its signature", SignatureFault.BAD),
                faulty("dane-tlsa-expired", "An old TLSA record replayed", SignatureFault.EXPIRED),
                mxForged(),
                signedAttacker(),
                unsignedRecords());
    }

    private static ScenarioBuilder swapping(ScenarioBuilder builder) {
        return builder.step(
                "the attacker shows a certificate of its own",
                context -> context.mitm().swapCertificate(context.net().ca().selfSigned(MX)));
    }

    private static ScenarioBuilder withheld(String id, String name, Consumer<DnsAnswers> lie) {
        return swapping(dane(id, name)
                        .by(Attacker.DNS_FORGER, "answers the TLSA query" + SWAPS)
                        .step(PUBLISHED, ScenarioContext::dane)
                        .step("the attacker answers: " + name, context -> context.forge(TLSA, lie)))
                .send()
                .mayReport(UNKNOWN);
    }

    /** A genuine proof of the zone, about another name. */
    private static Scenario replayed() {
        return swapping(dane("dane-denial-replayed", "TLSA denied with a proof about another name")
                        .by(Attacker.DNS_FORGER, "replays a signed denial of the zone" + SWAPS)
                        .step(PUBLISHED, ScenarioContext::dane)
                        .step("the attacker replays a denial", context -> {
                            byte[] key = Digests.ofKey(
                                    "SHA-256", context.mx().certificate().leaf());
                            context.untilHealed(
                                    () -> {
                                        context.net().dns().remove(TLSA);
                                        context.net().dns().dnssec().fault(TLSA, "TLSA", SignatureFault.PROOF_WRONG);
                                    },
                                    () -> {
                                        context.net().dns().dnssec().heal(TLSA);
                                        context.tlsa(MX, 3, 1, 1, key);
                                    });
                        }))
                .send()
                .exploits(Flaw.IGNORES_TLSA, Flaw.TLSA_FAILURE_IS_ABSENCE, Flaw.VALIDATES_NOTHING)
                .mayReport(UNKNOWN)
                .exercises(DANE, "DANE-2.1.2-04");
    }

    private static ScenarioBuilder forged(String id, String name, boolean authenticData) {
        return dane(id, name)
                .by(Attacker.DNS_FORGER, "forges a TLSA record for a key of its own" + SWAPS)
                .step(PUBLISHED, ScenarioContext::dane)
                .step("the attacker forges the TLSA record", context -> {
                    ServerCertificate attackers = context.net().ca().selfSigned(MX);
                    context.mitm().swapCertificate(attackers);
                    context.forge(TLSA, lie -> lie.tlsa(3, 1, 1, Digests.ofKey("SHA-256", attackers.leaf())));
                    if (authenticData) {
                        context.untilHealed(
                                () -> context.net().dns().dnssec().forceAuthenticData(true),
                                () -> context.net().dns().dnssec().forceAuthenticData(false));
                    }
                })
                .send()
                .mayReport(UNKNOWN);
    }

    private static Scenario faulty(String id, String name, SignatureFault fault) {
        return dane(id, name)
                .by(Attacker.DNS_FORGER, "replaces the TLSA record by one for a key of its own" + SWAPS)
                .step(PUBLISHED, ScenarioContext::dane)
                .step("the attacker replaces the TLSA record, whose signature is not valid now", context -> {
                    ServerCertificate attackers = context.net().ca().selfSigned(MX);
                    byte[] genuine =
                            Digests.ofKey("SHA-256", context.mx().certificate().leaf());
                    context.mitm().swapCertificate(attackers);
                    context.untilHealed(
                            () -> {
                                context.net().dns().remove(TLSA);
                                context.tlsa(MX, 3, 1, 1, Digests.ofKey("SHA-256", attackers.leaf()));
                                context.net().dns().dnssec().fault(TLSA, "TLSA", fault);
                            },
                            () -> {
                                context.net().dns().remove(TLSA);
                                context.net().dns().dnssec().heal(TLSA);
                                context.tlsa(MX, 3, 1, 1, genuine);
                            });
                })
                .send()
                .exploits(Flaw.IGNORES_TLSA, Flaw.TLSA_FAILURE_IS_ABSENCE, Flaw.VALIDATES_NOTHING)
                .mayReport(UNKNOWN)
                .exercises(DANE, "DANE-2.1.2-04");
    }

    private static Scenario mxForged() {
        return dane("dane-mx-forged", "MX of a signed domain forged")
                .by(Attacker.DNS_FORGER, "has a host with a valid certificate and forges MX records to it")
                .step(PUBLISHED, ScenarioContext::dane)
                .step("the attacker forges the MX to " + EVIL, context -> {
                    var unused = context.rogue(EVIL);
                    context.forgeMx(EVIL);
                })
                .send()
                .exploits(Flaw.IGNORES_TLSA, Flaw.VALIDATES_NOTHING)
                .mayReport(UNKNOWN)
                .exercises(DANE, "DANE-2.1.2-01");
    }

    /** The attacker's own zone is signed, with TLSA records of its host: that proves nothing about the domain. */
    private static Scenario signedAttacker() {
        return dane("dane-attacker-signed", "MX forged to a signed host of the attacker beside a policy")
                .by(Attacker.ROGUE_MX, "has a signed zone with TLSA records, and forges MX records to it")
                .known("enforce")
                .step("the attacker forges the MX to " + EVIL + ", which has TLSA records", context -> {
                    ServerCertificate own = context.net().ca().selfSigned(EVIL);
                    context.rogue(EVIL).certificate(own);
                    context.net().dns().dnssec().sign("attacker.test");
                    context.tlsa(EVIL, 3, 1, 1, Digests.ofKey("SHA-256", own.leaf()));
                    context.forgeMx(EVIL);
                })
                .send()
                .exploits(Flaw.DANE_REPLACES_POLICIES, Flaw.NO_POLICIES)
                .reported("validation-failure")
                .exercises(DANE, "STS-2-01", "DANE-2.2.1-03");
    }

    private static Scenario unsignedRecords() {
        return dane("dane-unsigned-stale", "Stale TLSA records in an unsigned zone")
                .by(Attacker.ON_PATH, "waits for the sender to stop mail by itself")
                .step("the unsigned zone of the domain has a TLSA record that does not match", context -> {
                    context.tlsa(MX, 3, 1, 1, new byte[32]);
                })
                .step("its host shows another certificate", context -> {
                    var unused = context.mx().certificate(context.net().ca().selfSigned(DOMAIN));
                })
                .send()
                .expects(Expectation.DELIVER)
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.USES_UNSIGNED_TLSA)
                .exercises(DANE, "DANE-2.2-03");
    }
}
