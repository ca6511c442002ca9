package io.github.mtasts.tlsrpt.submit.internal;

import java.time.Duration;
import java.util.Set;

/**
 * The operator's settings for submission; {@code TlsReportingBuilder} has their defaults. Immutable.
 *
 * @param suppressed the URIs of destinations that get no reports
 * @param suppressedFor how long a destination is suppressed after several permanent refusals
 * @param perMinute the largest number of reports per minute to one registrable domain
 * @param reportsSuccessesOnly whether days without failures are reported
 * @param deadline the time limit of an HTTPS request
 * @param newHostDeadline the time limit of an HTTPS request to a host without a success yet
 */
public record SubmissionChoices(
        Set<String> suppressed,
        Duration suppressedFor,
        int perMinute,
        boolean reportsSuccessesOnly,
        Duration deadline,
        Duration newHostDeadline) {
    /** Copies the set. */
    public SubmissionChoices {
        suppressed = Set.copyOf(suppressed);
    }
}
