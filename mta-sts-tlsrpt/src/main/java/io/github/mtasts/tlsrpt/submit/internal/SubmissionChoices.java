package io.github.mtasts.tlsrpt.submit.internal;

import java.time.Duration;
import java.util.Set;

/**
 * The operator's settings for submission; {@code TlsReportingBuilder} has their defaults. Immutable.
 *
 * @param suppressed the URIs of destinations that get no reports
 * @param suppressedFor how long a destination is suppressed after a permanent refusal
 * @param perMinute the largest number of reports per minute to one host
 * @param reportsSuccessesOnly whether days without failures are reported
 */
public record SubmissionChoices(
        Set<String> suppressed, Duration suppressedFor, int perMinute, boolean reportsSuccessesOnly) {
    /** Copies the set. */
    public SubmissionChoices {
        suppressed = Set.copyOf(suppressed);
    }
}
