package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.tlsrpt.read.PolicyReport;
import java.time.Instant;

/**
 * The entry of one report about a domain. Immutable.
 *
 * @param reportId the report-id; empty if it is missing
 * @param reporter the organisation, by the name that it gave itself
 * @param submitter who submitted the report and how that was verified, as {@code Submitter.text()}
 * @param isVerified whether the submitter is verified
 * @param contact the contact-info; empty if it is missing
 * @param begin the beginning of the date-range
 * @param end the end of the date-range
 * @param policyType the policy type
 * @param successes successful sessions
 * @param failures failed sessions
 */
public record ReportSeen(
        String reportId,
        String reporter,
        String submitter,
        boolean isVerified,
        String contact,
        Instant begin,
        Instant end,
        String policyType,
        long successes,
        long failures) {
    static ReportSeen of(Source source, String policyType, PolicyReport entry) {
        return new ReportSeen(
                source.read().report().reportId(),
                source.reporter(),
                source.read().submitter().text(),
                source.isVerified(),
                source.read().report().contactInfo(),
                source.read().report().range().start(),
                source.read().report().range().end(),
                policyType,
                entry.successCount(),
                entry.failureCount());
    }

    long characters() {
        return (long) reportId.length()
                + reporter.length()
                + submitter.length()
                + contact.length()
                + policyType.length();
    }
}
