package io.github.mtasts.tool.check;

import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import okio.ByteString;

/** Judges the single addresses of a Policy Host that senders do get a policy from. Stateless. */
final class VisitRules {
    /** RFC 8461 section 3.3: a suggested time-out of one minute. */
    private static final Duration SENDERS_WAIT = Duration.ofSeconds(60);

    private static final int OK = 200;

    private VisitRules() {}

    static List<Finding> of(PolicyHostFacts host, CertificateRules certificates) {
        List<Finding> findings = new ArrayList<>(slowness(host));
        List<Visit> failed =
                host.visits().stream().filter(visit -> !brings(visit)).toList();
        for (Visit visit : failed) {
            findings.add(Finding.of(
                    Rule.HOST_ADDRESS,
                    host.name(),
                    "Its address " + visit.address().getHostAddress() + " does not serve the policy: " + why(visit)
                            + ". Senders that reach it first may see no policy.",
                    "Serve the same at every address, or remove the record of this one."));
        }
        if (failed.isEmpty()) {
            findings.addAll(difference(host));
        }
        findings.addAll(certificates.expiringPolicyHost(host));
        return findings;
    }

    /** One finding when some address takes longer than senders wait. */
    static List<Finding> slowness(PolicyHostFacts host) {
        return host.visits().stream()
                .filter(visit -> visit.time().compareTo(SENDERS_WAIT) >= 0)
                .limit(1)
                .map(visit -> slow(
                        host,
                        "it took " + visit.time().toSeconds() + " seconds to answer completely, and senders are"
                                + " told to wait for a minute"))
                .toList();
    }

    static Finding slow(PolicyHostFacts host, String what) {
        return Finding.of(
                Rule.HOST_SLOW,
                host.name(),
                "The host is too slow: " + what + ". Senders may see no policy.",
                "Serve the policy as a file, without a program behind it, at an address near your senders.");
    }

    private static boolean brings(Visit visit) {
        Visit.Response response = visit.response();
        return response != null
                && response.status() == OK
                && visit.tls() != null
                && visit.tls().faults().isEmpty();
    }

    private static String why(Visit visit) {
        Visit.TlsFacts tls = visit.tls();
        if (tls != null && !tls.faults().isEmpty()) {
            return tls.faults().get(0).reason();
        }
        Visit.Response response = visit.response();
        return response == null ? String.valueOf(visit.failure()) : "status " + response.status();
    }

    private static List<Finding> difference(PolicyHostFacts host) {
        Set<ByteString> bodies = host.visits().stream()
                .map(Visit::response)
                .filter(Objects::nonNull)
                .map(Visit.Response::body)
                .collect(Collectors.toSet());
        return bodies.size() > 1
                ? List.of(Finding.of(
                        Rule.HOST_DIFFERS,
                        host.name(),
                        "Its addresses serve different policies under one id: senders do not agree on what is in"
                                + " force.",
                        "Serve the same file at every address before the id changes."))
                : List.of();
    }
}
