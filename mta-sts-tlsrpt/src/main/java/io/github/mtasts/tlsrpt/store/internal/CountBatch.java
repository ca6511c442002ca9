package io.github.mtasts.tlsrpt.store.internal;

import java.util.Map;
import java.util.Set;

/**
 * Counts that a repository adds as a whole and at most once: a batch that is repeated because the outcome of the first
 * attempt is unknown adds nothing if that attempt succeeded. The creator must not change it afterwards.
 *
 * @param writer identifies the process that counted; unique
 * @param number increases from each batch of a writer to the next
 * @param counts the counts of each report
 * @param unanswered the reports of domains of which no look-up has shown yet whether they ask for reports
 */
public record CountBatch(String writer, long number, Map<ReportKey, ReportCounts> counts, Set<ReportKey> unanswered) {
    /** Copies the set. */
    public CountBatch {
        unanswered = Set.copyOf(unanswered);
    }

    /** Creates a batch of domains that ask for reports. */
    public CountBatch(String writer, long number, Map<ReportKey, ReportCounts> counts) {
        this(writer, number, counts, Set.of());
    }
}
