package io.github.mtasts.tlsrpt.store.internal;

import java.util.Map;

/**
 * Counts that a repository adds as a whole and at most once: a batch that is repeated because the outcome of the first
 * attempt is unknown adds nothing if that attempt succeeded. The creator must not change it afterwards.
 *
 * @param writer identifies the process that counted; unique
 * @param number increases from each batch of a writer to the next
 * @param counts the counts of each report
 */
public record CountBatch(String writer, long number, Map<ReportKey, ReportCounts> counts) {}
