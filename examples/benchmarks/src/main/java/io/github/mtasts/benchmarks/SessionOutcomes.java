package io.github.mtasts.benchmarks;

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

/** Outcomes as deliveries produce them: all sessions under a policy share its lines. */
final class SessionOutcomes {
    private static final List<String> LINES = List.of(
            "version: STSv1", "mode: enforce", "mx: mx1.hoster.example", "mx: mx2.hoster.example", "max_age: 604800");
    private static final List<String> MX = List.of("mx1.hoster.example", "mx2.hoster.example");

    private SessionOutcomes() {}

    static DeliveryOutcome success(int domain) {
        return success(domain, Instant.now());
    }

    static DeliveryOutcome success(int domain, Instant time) {
        return outcome(domain, List.of(), time);
    }

    static DeliveryOutcome failure(int domain, int reason) {
        return failure(domain, reason, Instant.now());
    }

    static DeliveryOutcome failure(int domain, int reason, Instant time) {
        return outcome(
                domain,
                List.of(new Failure(ResultType.VALIDATION_FAILURE, "handshake-failed: reason " + reason)),
                time);
    }

    static DeliveryOutcome success(String domain, Instant time) {
        return outcome(PolicyDomain.of(domain), List.of(), time);
    }

    private static DeliveryOutcome outcome(int domain, List<Failure> failures, Instant time) {
        return outcome(Rows.domain(domain), failures, time);
    }

    private static DeliveryOutcome outcome(PolicyDomain name, List<Failure> failures, Instant time) {
        AppliedPolicy applied =
                new AppliedPolicy(PolicyType.STS, name.name(), LINES, MX, failures.isEmpty(), failures, List.of());
        return new DeliveryOutcome(
                name,
                DeliveryKind.NORMAL,
                time,
                MxHost.parse("mx1.hoster.example").orElseThrow(),
                address("198.51.100.1"),
                address("203.0.113.1"),
                "mx1.hoster.example",
                List.of(applied),
                false);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
