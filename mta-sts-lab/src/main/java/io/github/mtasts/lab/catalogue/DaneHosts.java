package io.github.mtasts.lab.catalogue;

import static io.github.mtasts.lab.catalogue.Family.DANE;
import static io.github.mtasts.lab.catalogue.ScenarioBuilder.scenario;
import static io.github.mtasts.lab.scenario.ScenarioContext.EVIL;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX2;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.scenario.Digests;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestCa;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Attacks on the path to hosts with TLSA records (RFC 7672). */
final class DaneHosts {
    static final String PUBLISHED = "the domain's zone is signed, and a TLSA record 3 1 1 has the key of its host";
    private static final String SHOWS = "shows the sender another certificate";
    private static final String INVALID = "tlsa-invalid";

    private DaneHosts() {}

    static List<Scenario> scenarios() {
        return List.of(
                onPath("dane-stripped", "STARTTLS stripped before a host with TLSA", "removes STARTTLS")
                        .stripped()
                        .send()
                        .exploits(Flaw.IGNORES_TLSA, Flaw.DOES_WITHOUT_STARTTLS)
                        .reported("starttls-not-supported")
                        .exercises(DANE, "DANE-2.2-01"),
                onPath("dane-cut", "Handshake cut before a host with TLSA", "cuts every handshake")
                        .step(
                                "the attacker cuts the handshake",
                                context -> context.mitm().cutHandshake())
                        .send()
                        .retryAfter("half an hour", Duration.ofMinutes(30))
                        .exploits(Flaw.IGNORES_TLSA, Flaw.FALLS_BACK)
                        .reported("validation-failure")
                        .exercises(DANE, "DANE-2.2-01"),
                swapped("dane-self-signed", "Self-signed certificate before a host with TLSA", ca -> ca.selfSigned(MX))
                        .exploits(Flaw.IGNORES_TLSA)
                        .exercises(DANE, "DANE-2.2-01", "DANE-3.2-01"),
                swapped("dane-misissued", "Certificate of a public authority for a host with TLSA", ca -> ca.issue(MX))
                        .exploits(Flaw.IGNORES_TLSA, Flaw.TAKES_PKIX_FOR_DANE)
                        .exercises(DANE, "DANE-2.2-01", "DANE-3.2-01"),
                unusable("dane-unusable-stripped", "Unusable TLSA records and STARTTLS stripped")
                        .stripped()
                        .send()
                        .exploits(Flaw.IGNORES_TLSA, Flaw.UNUSABLE_IS_ABSENCE, Flaw.DOES_WITHOUT_STARTTLS)
                        .reported("starttls-not-supported")
                        .mayReport(INVALID)
                        .exercises(DANE, "DANE-2.2-02"),
                unusable("dane-unusable-cut", "Unusable TLSA records and the handshake cut")
                        .step(
                                "the attacker cuts the handshake",
                                context -> context.mitm().cutHandshake())
                        .send()
                        .exploits(Flaw.IGNORES_TLSA, Flaw.UNUSABLE_IS_ABSENCE)
                        .reported("validation-failure")
                        .mayReport(INVALID)
                        .exercises(DANE, "DANE-2.2-02"),
                underAuthority(
                                "dane-usage-2-name",
                                "Certificate of the named authority for another host",
                                ca -> ca.issue(EVIL))
                        .exploits(Flaw.IGNORES_TLSA, Flaw.SKIPS_NAMES_UNDER_USAGE_2)
                        .reported(INVALID, "certificate-host-mismatch")
                        .exercises(DANE, "DANE-3.2.3-01"),
                underAuthority(
                                "dane-usage-2-expired",
                                "Expired certificate of the named authority",
                                ca -> ca.expired(MX))
                        .exploits(Flaw.IGNORES_TLSA, Flaw.SKIPS_DATES_UNDER_USAGE_2)
                        .reported(INVALID, "certificate-expired")
                        .exercises(DANE, "DANE-3.2.3-01"),
                publicRoot(),
                own("dane-usage-3-name", "Certificate without a name under usage 3", ca -> ca.selfSigned("nobody.test"))
                        .exploits(Flaw.CHECKS_NAMES_UNDER_USAGE_3)
                        .exercises(DANE, "DANE-3.1.1-01"),
                own("dane-usage-3-expired", "Expired certificate under usage 3", ca -> ca.expired(MX))
                        .exploits(Flaw.CHECKS_DATES_UNDER_USAGE_3)
                        .exercises(DANE, "DANE-3.1.1-01"),
                digests(),
                secondHost(),
                oneWithout(),
                beside("enforce"),
                beside("testing"));
    }

    static ScenarioBuilder dane(String id, String name) {
        return scenario(id, name).needs(Ability.DANE);
    }

    private static ScenarioBuilder onPath(String id, String name, String power) {
        return dane(id, name).by(Attacker.ON_PATH, power).step(PUBLISHED, ScenarioContext::dane);
    }

    private static ScenarioBuilder swapped(String id, String name, Function<TestCa, ServerCertificate> certificate) {
        return swap(onPath(id, name, SHOWS), certificate).reported(INVALID);
    }

    private static ScenarioBuilder swap(ScenarioBuilder builder, Function<TestCa, ServerCertificate> certificate) {
        return builder.step(
                        "the attacker shows a certificate of its own",
                        context -> context.mitm()
                                .swapCertificate(certificate.apply(context.net().ca())))
                .send();
    }

    private static ScenarioBuilder unusable(String id, String name) {
        return dane(id, name)
                .by(Attacker.ON_PATH, "hinders TLS")
                .step("the domain's zone is signed, and its only TLSA record has usage 0", context -> {
                    context.signZone();
                    context.tlsa(MX, 0, 0, 1, new byte[32]);
                });
    }

    /** The authority that the record names issues certificates for others, too. */
    private static ScenarioBuilder underAuthority(
            String id, String name, Function<TestCa, ServerCertificate> certificate) {
        ScenarioBuilder builder = dane(id, name)
                .by(Attacker.ON_PATH, "has a certificate of the authority that the TLSA record names")
                .step("the domain's zone is signed, and a TLSA record 2 1 1 has the key of its authority", context -> {
                    context.signZone();
                    context.tlsa(MX, 2, 1, 1, issuerKey(context.mx().certificate()));
                });
        return swap(builder, certificate);
    }

    private static byte[] issuerKey(ServerCertificate certificate) {
        X509Certificate issuer = certificate.chain().get(1);
        return Digests.ofKey("SHA-256", issuer);
    }

    private static Scenario publicRoot() {
        ScenarioBuilder builder = dane("dane-usage-2-root", "Certificate of a public authority beside usage 2")
                .by(Attacker.ON_PATH, "has a certificate of a public authority for the host")
                .step(
                        "the domain's zone is signed, and a TLSA record 2 1 1 has the key of an authority of its own",
                        context -> {
                            ServerCertificate genuine = context.net().ca().untrustedRoot(MX);
                            context.lasting(() -> context.mx().certificate(genuine));
                            context.signZone();
                            context.tlsa(MX, 2, 1, 1, issuerKey(genuine));
                        });
        return swap(builder, ca -> ca.issue(MX))
                .exploits(Flaw.IGNORES_TLSA, Flaw.TAKES_PKIX_FOR_DANE)
                .reported(INVALID)
                .exercises(DANE, "DANE-3.1.2-01");
    }

    /** Nothing is attacked: the sender stops the mail by itself. */
    private static ScenarioBuilder own(String id, String name, Function<TestCa, ServerCertificate> certificate) {
        return dane(id, name)
                .by(Attacker.ON_PATH, "waits for the sender to stop mail by itself")
                .step("the host shows a certificate that no authority would issue", context -> {
                    ServerCertificate shown = certificate.apply(context.net().ca());
                    context.lasting(() -> context.mx().certificate(shown));
                })
                .step(PUBLISHED, ScenarioContext::dane)
                .send()
                .expects(Expectation.DELIVER_PROTECTED)
                .aimsAt(Verdict.OVER_BLOCKED);
    }

    private static Scenario digests() {
        return dane("dane-digest-downgrade", "A weak digest beside a strong one")
                .by(Attacker.ON_PATH, "has a key with the SHA-256 digest that the domain publishes")
                .step("the zone is signed, and a TLSA record 3 1 2 has the key of the host", context -> {
                    context.signZone();
                    X509Certificate leaf = context.mx().certificate().leaf();
                    context.tlsa(MX, 3, 1, 2, Digests.ofKey("SHA-512", leaf));
                })
                .step("a record 3 1 1 has that of the attacker, who shows it", context -> {
                    ServerCertificate attackers = context.net().ca().selfSigned(MX);
                    context.tlsa(MX, 3, 1, 1, Digests.ofKey("SHA-256", attackers.leaf()));
                    context.mitm().swapCertificate(attackers);
                })
                .send()
                .exploits(Flaw.IGNORES_TLSA, Flaw.NO_DIGEST_AGILITY)
                .reported(INVALID)
                .exercises(DANE, "DANE-5-01");
    }

    private static Scenario secondHost() {
        return swap(
                        dane("dane-second-host", "Of two hosts with TLSA the first is attacked")
                                .by(Attacker.ON_PATH, SHOWS)
                                .step("the zone is signed, and both hosts have TLSA records", context -> {
                                    context.net().mx(ScenarioContext.DOMAIN, MX, MX2);
                                    context.dane();
                                    X509Certificate second =
                                            context.host(MX2).certificate().leaf();
                                    context.tlsa(MX2, 3, 1, 1, Digests.ofKey("SHA-256", second));
                                }),
                        ca -> ca.issue(MX))
                .expects(Expectation.DELIVER_PROTECTED)
                .exploits(Flaw.IGNORES_TLSA, Flaw.TAKES_PKIX_FOR_DANE)
                .reported(INVALID)
                .exercises(DANE, "DANE-2.1.2-02");
    }

    private static Scenario oneWithout() {
        return dane("dane-mixed-hosts", "A host without TLSA beside one with")
                .by(Attacker.ON_PATH, "makes the host with TLSA records unreachable")
                .step("the zone is signed, and only the second host has TLSA records", context -> {
                    context.signZone();
                    context.net().mx(ScenarioContext.DOMAIN, MX, MX2);
                    X509Certificate second = context.host(MX2).certificate().leaf();
                    context.tlsa(MX2, 3, 1, 1, Digests.ofKey("SHA-256", second));
                })
                .step("the attacker blocks the second host", context -> {
                    var unused = context.host(MX2).unreachable();
                })
                .send()
                .expects(Expectation.DELIVER)
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.NEEDS_TLSA_EVERYWHERE)
                .exercises(DANE, "DANE-2.2-03");
    }

    /** RFC 8461 section 2: neither mechanism overrides the other. */
    private static Scenario beside(String mode) {
        ScenarioBuilder builder = dane("dane-beside-" + mode, "TLSA beside a policy of mode " + mode)
                .by(Attacker.ON_PATH, "has a certificate of a public authority for the host")
                .step("the domain publishes a policy of mode " + mode, context -> context.publish(mode))
                .step(PUBLISHED, ScenarioContext::dane);
        return swap(builder, ca -> ca.issue(MX))
                .exploits(Flaw.IGNORES_TLSA, Flaw.POLICIES_REPLACE_DANE, Flaw.TAKES_PKIX_FOR_DANE)
                .reported(INVALID)
                .exercises(DANE, mode.equals("enforce") ? "STS-2-01" : "STS-2-02");
    }
}
