package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.ReportRange;
import io.github.mtasts.tlsrpt.read.ReportRead.Read;
import io.github.mtasts.tlsrpt.read.Submitter;
import io.github.mtasts.tlsrpt.read.TlsReport;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Received reports about sessions under an sts policy. */
final class Received {
    static final LocalDate FIRST = LocalDate.of(2024, 3, 1);

    private Received() {}

    static TlsReport report(String organization, int day, String domain, long ok, FailureDetails... failures) {
        long failed = List.of(failures).stream()
                .mapToLong(FailureDetails::failedSessionCount)
                .sum();
        return report(
                organization,
                day,
                new PolicyReport("sts", List.of(), domain, List.of(), ok, failed, List.of(failures)));
    }

    static TlsReport report(String organization, int day, PolicyReport entry) {
        Instant start = FIRST.plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant();
        return new TlsReport(
                organization,
                "tls@" + organization,
                entry.policyDomain() + "-" + day + "@" + organization,
                new ReportRange(start, start.plusSeconds(86_399)),
                List.of(entry),
                List.of());
    }

    static Read posted(TlsReport report) {
        return new Read(report, Submitter.POSTED, List.of());
    }

    static Read verified(String submitter, TlsReport report) {
        PolicyDomain domain = PolicyDomain.parse(submitter).orElseThrow();
        return new Read(report, Submitter.verified(List.of(domain), List.of(submitter)), List.of());
    }
}
