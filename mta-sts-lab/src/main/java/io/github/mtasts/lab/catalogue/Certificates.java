package io.github.mtasts.lab.catalogue;

import static io.github.mtasts.lab.catalogue.Family.CERTIFICATES;
import static io.github.mtasts.lab.catalogue.ScenarioBuilder.scenario;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestCa;
import java.util.List;
import java.util.function.Function;

/** Attacks on the path with a certificate that does not prove the MX host's name. */
final class Certificates {
    private static final String UNTRUSTED = "certificate-not-trusted";
    private static final String MISMATCH = "certificate-host-mismatch";

    private Certificates() {}

    static List<Scenario> scenarios() {
        return List.of(
                shown("self-signed", "that is self-signed", ca -> ca.selfSigned(MX))
                        .exploits(Flaw.TRUSTS_ANY_CHAIN)
                        .reported(UNTRUSTED)
                        .exercises(CERTIFICATES, "STS-4.2-02", "STS-5-02"),
                shown("untrusted-ca", "for the right name, from an untrusted CA", ca -> ca.untrustedRoot(MX))
                        .exploits(Flaw.TRUSTS_ANY_CHAIN)
                        .reported(UNTRUSTED)
                        .exercises(CERTIFICATES, "STS-4.2-02", "STS-5-02"),
                shown(
                                "constrained-ca",
                                "for the right name, from a CA for other names only",
                                ca -> ca.nameConstraintViolated(MX))
                        .exploits(Flaw.TRUSTS_ANY_CHAIN)
                        .reported(UNTRUSTED)
                        .exercises(CERTIFICATES, "STS-4.2-02", "STS-5-02"),
                shown("expired", "that has expired", ca -> ca.expired(MX))
                        .exploits(Flaw.IGNORES_VALIDITY)
                        .reported("certificate-expired")
                        .exercises(CERTIFICATES, "STS-4.2-01", "STS-5-02"),
                shown("not-yet-valid", "that is not yet valid", ca -> ca.notYetValid(MX))
                        .exploits(Flaw.IGNORES_VALIDITY)
                        .reported(UNTRUSTED)
                        .exercises(CERTIFICATES, "STS-4.2-01", "STS-5-02"),
                shown("other-name", "of another host", ca -> ca.issue(ScenarioContext.EVIL))
                        .exploits(Flaw.IGNORES_NAMES)
                        .reported(MISMATCH)
                        .exercises(CERTIFICATES, "STS-4.2-03", "STS-5-02"),
                shown("common-name", "with the right name as common name only", ca -> ca.commonNameOnly(MX))
                        .exploits(Flaw.READS_COMMON_NAMES)
                        .reported(MISMATCH)
                        .exercises(CERTIFICATES, "STS-4.2-04", "STS-5-02"),
                shown("partial-wildcard", "for m*.target.test", ca -> ca.withSans("attacker", "dns:m*.target.test"))
                        .exploits(Flaw.PARTIAL_WILDCARDS)
                        .reported(MISMATCH)
                        .exercises(CERTIFICATES, "STS-4.2-05", "STS-5-02"),
                shown("recipient-domain", "of the recipient domain", ca -> ca.issue(ScenarioContext.DOMAIN))
                        .exploits(Flaw.ACCEPTS_DOMAIN_NAME)
                        .reported(MISMATCH)
                        .exercises(CERTIFICATES, "STS-4.2-06", "STS-5-02"),
                patternName(),
                shown("wrong-usage", "for clients only", ca -> ca.wrongUsage(MX))
                        .exploits(Flaw.IGNORES_USAGE)
                        .reported(UNTRUSTED)
                        .exercises(CERTIFICATES, "STS-4.2-02", "STS-5-02"),
                shown(
                                "email-authority",
                                "for the right name, from an authority for e-mail only",
                                ca -> ca.emailAuthority(MX))
                        .exploits(Flaw.IGNORES_ISSUER_USAGE)
                        .reported(UNTRUSTED)
                        .exercises(CERTIFICATES, "STS-4.2-02", "STS-5-02"),
                shown("weak-key", "whose RSA key of 1,024 bits was factored", ca -> ca.weakRsa(MX))
                        .exploits(Flaw.ACCEPTS_WEAK_KEYS)
                        .reported(UNTRUSTED)
                        .exercises(CERTIFICATES, "STS-4.2-02", "STS-5-02"),
                shown("revoked", "that was stolen and is revoked", ca -> ca.revoked(MX))
                        .needs(Ability.REVOCATION)
                        .exploits(Flaw.IGNORES_REVOCATION)
                        .reported(UNTRUSTED)
                        .exercises(CERTIFICATES, "STS-4.2-07", "STS-5-02"));
    }

    private static ScenarioBuilder shown(String id, String what, Function<TestCa, ServerCertificate> certificate) {
        return certificate(id, what)
                .known("enforce")
                .step(shows(what), swap(certificate))
                .send();
    }

    private static ScenarioBuilder certificate(String id, String what) {
        return scenario("certificate-" + id, "Certificate " + what)
                .by(Attacker.ON_PATH, "ends TLS under a certificate " + what + ", and reads the relayed mail")
                .exploits(Flaw.NO_POLICIES, Flaw.NO_CHECKS);
    }

    private static String shows(String what) {
        return "the attacker shows a certificate " + what;
    }

    private static Step.Action swap(Function<TestCa, ServerCertificate> certificate) {
        return context ->
                context.mitm().swapCertificate(certificate.apply(context.net().ca()));
    }

    /** The attacker has a host in the domain, such as a shop at a hosting company. */
    private static Scenario patternName() {
        String what = "of another host that the policy's pattern covers";
        return certificate("pattern-name", what)
                .known("enforce", "*.target.test")
                .step(shows(what), swap(ca -> ca.issue("shop.target.test")))
                .send()
                .exploits(Flaw.MATCHES_PATTERN_NAMES)
                .reported(MISMATCH)
                .exercises(CERTIFICATES, "STS-4.2-06", "STS-5-02");
    }
}
