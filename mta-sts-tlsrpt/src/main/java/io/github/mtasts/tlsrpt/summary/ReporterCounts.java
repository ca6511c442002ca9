package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;

/**
 * The reports of one reporter about one domain. Immutable.
 *
 * @param name the organisation, by the name that it gave itself; empty if it gave none
 * @param submitter who submitted the reports and how that was verified, as {@code Submitter.text()}
 * @param isVerified whether the submitter is verified
 * @param successes successful sessions under all policies
 * @param failures failed sessions under all policies
 * @param firstDay the first day that its reports cover
 * @param lastDay the last day
 */
public record ReporterCounts(
        String name,
        String submitter,
        boolean isVerified,
        long successes,
        long failures,
        LocalDate firstDay,
        LocalDate lastDay) {
    ReporterCounts plus(ReporterCounts other) {
        return new ReporterCounts(
                name,
                submitter,
                isVerified,
                Saturated.sum(successes, other.successes),
                Saturated.sum(failures, other.failures),
                Days.earlier(firstDay, other.firstDay),
                Days.later(lastDay, other.lastDay));
    }
}
