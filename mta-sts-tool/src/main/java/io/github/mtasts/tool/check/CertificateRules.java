package io.github.mtasts.tool.check;

import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Rule;
import io.github.mtasts.tool.lint.Sentences;
import io.github.mtasts.trust.internal.CertificateFault;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Judges certificates: their faults, and how long they still hold. Thread-safe. */
final class CertificateRules {
    /** Certificates of 90 days are renewed after 60: with two weeks left, a renewal has failed for two weeks. */
    private static final Duration SOON = Duration.ofDays(14);

    private final Clock clock;

    CertificateRules(Clock clock) {
        this.clock = clock;
    }

    /** One finding for each kind of fault of the certificate that kept the library from the policy. */
    List<Finding> ofPolicyHost(PolicyHostFacts host, FetchResult.Failed failed) {
        Map<Rule, String> faults = new LinkedHashMap<>();
        for (Visit visit : host.visits()) {
            Visit.TlsFacts tls = visit.tls();
            if (tls != null) {
                tls.faults().forEach(fault -> faults.putIfAbsent(rule(fault.kind()), fault.reason()));
            }
        }
        if (faults.isEmpty()) {
            faults.put(Rule.HOST_CERTIFICATE_UNTRUSTED, failed.failure().reason());
        }
        List<Finding> findings = new ArrayList<>();
        faults.forEach((rule, reason) -> findings.add(Finding.of(
                rule,
                host.name(),
                "The certificate is not valid for a Policy Host: " + reason + ". Senders see no policy.",
                advice(rule, host.name()))));
        return findings;
    }

    private static Rule rule(CertificateFault.Kind kind) {
        return switch (kind) {
            case EXPIRED -> Rule.HOST_CERTIFICATE_EXPIRED;
            case HOST_MISMATCH -> Rule.HOST_CERTIFICATE_NAME;
            case NOT_YET_VALID, NOT_TRUSTED, REVOKED, REVOCATION_UNKNOWN, NOT_ASKED -> Rule.HOST_CERTIFICATE_UNTRUSTED;
        };
    }

    private static String advice(Rule rule, String host) {
        return switch (rule) {
            case HOST_CERTIFICATE_EXPIRED -> "Renew it, and find out why that did not happen by itself.";
            case HOST_CERTIFICATE_NAME ->
                "Present a certificate with " + host
                        + " among its DNS names to clients that send that name as SNI; a common name does not count.";
            default ->
                "Present a certificate of a public authority for " + host
                        + ", with the intermediate certificates that lead to it.";
        };
    }

    List<Finding> expiringPolicyHost(PolicyHostFacts host) {
        return host.visits().stream()
                .map(Visit::tls)
                .filter(tls -> tls != null
                        && tls.faults().isEmpty()
                        && !tls.chain().isEmpty()
                        && expiresSoon(tls.chain().get(0)))
                .limit(1)
                .map(tls -> Finding.of(
                        Rule.HOST_CERTIFICATE_EXPIRING,
                        host.name(),
                        Sentences.of(expiry(tls.chain().get(0)))
                                + " Afterwards senders see no new policy, and the old one runs out.",
                        "Renew it now, and find out why that did not happen by itself."))
                .toList();
    }

    boolean expiresSoon(X509Certificate certificate) {
        Instant now = clock.instant();
        Instant end = certificate.getNotAfter().toInstant();
        return end.isAfter(now) && end.isBefore(now.plus(SOON));
    }

    /** When it expires, in words. */
    String expiry(X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        long days = Duration.between(clock.instant(), end).toDays();
        return "the certificate expires on " + end + ", in " + days + (days == 1 ? " day" : " days");
    }
}
