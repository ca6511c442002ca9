package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.tlsrpt.read.PolicyReport;
import java.time.LocalDate;

/**
 * The reports of one reporter about one domain. Immutable.
 *
 * @param name the organisation, by the name that it gave itself; empty if it gave none
 * @param submitter who submitted the reports and how that was verified, as {@code Submitter.text()}
 * @param isVerified whether the submitter is verified
 * @param contact the contact-info of its latest report; empty if that has none
 * @param entries the number of entries of its reports; a report has one for each policy
 * @param successes successful sessions under all policies
 * @param failures failed sessions under all policies
 * @param firstDay the first day that its reports cover
 * @param lastDay the last day
 */
public record ReporterCounts(
        String name,
        String submitter,
        boolean isVerified,
        String contact,
        long entries,
        long successes,
        long failures,
        LocalDate firstDay,
        LocalDate lastDay) {
    static ReporterCounts of(Source source, PolicyReport entry) {
        return new ReporterCounts(
                source.reporter(),
                source.read().submitter().text(),
                source.isVerified(),
                source.read().report().contactInfo(),
                1,
                entry.successCount(),
                entry.failureCount(),
                source.firstDay(),
                source.lastDay());
    }

    ReporterCounts asOneOf(String others) {
        return new ReporterCounts(others, "", false, "", entries, successes, failures, firstDay, lastDay);
    }

    ReporterCounts plus(ReporterCounts other) {
        return new ReporterCounts(
                name,
                submitter,
                isVerified,
                other.lastDay.isBefore(lastDay) ? contact : other.contact,
                entries + other.entries,
                Saturated.sum(successes, other.successes),
                Saturated.sum(failures, other.failures),
                Days.earlier(firstDay, other.firstDay),
                Days.later(lastDay, other.lastDay));
    }
}
