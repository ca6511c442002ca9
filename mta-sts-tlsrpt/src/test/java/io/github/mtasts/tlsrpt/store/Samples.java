package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.store.internal.CountBatch;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.PolicyCounts;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.ReportCounts;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sample counts. */
final class Samples {
    static final LocalDate DAY = LocalDate.of(2024, 3, 1);
    static final PolicyKey STS = new PolicyKey(
            PolicyType.STS,
            "example.com",
            List.of("version: STSv1", "mode: testing", "", "mx: *.example.com"),
            List.of("*.example.com"));
    static final PolicyKey NONE = new PolicyKey(PolicyType.NO_POLICY_FOUND, "example.com", List.of(), List.of());

    private Samples() {}

    static ReportKey report(String domain) {
        return new ReportKey(DAY, PolicyDomain.of(domain));
    }

    static DetailKey detail(String reason) {
        return new DetailKey(
                ResultType.CERTIFICATE_EXPIRED, "192.0.2.1", "mx.example.com", "helo", "2001:db8:0:0:0:0:0:1", reason);
    }

    static PolicyCounts counts(long successes, long failures, String... reasons) {
        PolicyCounts counts = new PolicyCounts();
        counts.add(successes, failures);
        for (String reason : reasons) {
            counts.add(detail(reason), 1, Integer.MAX_VALUE);
        }
        return counts;
    }

    static CountBatch batch(String writer, long number, String domain, PolicyKey policy, PolicyCounts counts) {
        ReportCounts report = new ReportCounts();
        report.addSessions(counts.successes() + counts.failures());
        report.put(policy, counts);
        Map<ReportKey, ReportCounts> all = new HashMap<>();
        all.put(report(domain), report);
        return new CountBatch(writer, number, all);
    }
}
