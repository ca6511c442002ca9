package io.github.mtasts.tlsrpt;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.PolicyType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;

/** Outcomes of the library, and those that DANE would give. */
public final class Outcomes {
    public static final List<String> POLICY =
            List.of("version: STSv1", "mode: testing", "mx: *.example.com", "max_age: 86400");
    public static final Failure EXPIRED = new Failure(ResultType.CERTIFICATE_EXPIRED, "expired: on 2024-01-01");
    public static final Failure MISMATCH =
            new Failure(ResultType.CERTIFICATE_HOST_MISMATCH, "host-mismatch: other.example.com");

    private Outcomes() {}

    public static AppliedPolicy sts(String domain, Failure... failures) {
        return sts(domain, POLICY, failures);
    }

    public static AppliedPolicy sts(String domain, List<String> lines, Failure... failures) {
        return new AppliedPolicy(
                PolicyType.STS,
                domain,
                lines,
                lines.isEmpty() ? List.of() : List.of("*.example.com"),
                failures.length == 0,
                List.of(failures),
                List.of());
    }

    public static AppliedPolicy none(String domain, Failure... failures) {
        return new AppliedPolicy(
                PolicyType.NO_POLICY_FOUND,
                domain,
                List.of(),
                List.of(),
                failures.length == 0,
                List.of(failures),
                List.of());
    }

    public static AppliedPolicy tlsa(String base, List<String> records, Failure... failures) {
        return new AppliedPolicy(
                PolicyType.TLSA, base, records, List.of(), failures.length == 0, List.of(failures), List.of());
    }

    public static DeliveryOutcome outcome(String domain, Instant time, AppliedPolicy... policies) {
        return outcome(domain, time, "mx1.example.com", policies);
    }

    public static DeliveryOutcome outcome(String domain, Instant time, String mxHost, AppliedPolicy... policies) {
        return outcome(domain, DeliveryKind.NORMAL, time, mxHost, "mx.example.com", policies);
    }

    public static DeliveryOutcome outcome(
            String domain, DeliveryKind kind, Instant time, String mxHost, String helo, AppliedPolicy... policies) {
        return new DeliveryOutcome(
                PolicyDomain.of(domain),
                kind,
                time,
                MxHost.parse(mxHost).orElseThrow(),
                address("198.51.100.62"),
                address("203.0.113.58"),
                helo,
                List.of(policies),
                false);
    }

    /** An outcome without a connection: a rejected MX host, or a failure before any session. */
    public static DeliveryOutcome unconnected(String domain, Instant time, String mxHost, AppliedPolicy... policies) {
        return new DeliveryOutcome(
                PolicyDomain.of(domain),
                DeliveryKind.NORMAL,
                time,
                MxHost.parse(mxHost).orElseThrow(),
                null,
                null,
                null,
                List.of(policies),
                false);
    }

    public static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
