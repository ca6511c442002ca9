package io.github.mtasts.tlsrpt.store;

import java.util.Map;

/**
 * Counts to be added to a store, as a whole and once: a batch that is added again, because it was not known whether the
 * first time had worked, adds nothing. Who made it changes it no more.
 *
 * @param writer names the process that counted; no two have the same
 * @param number rises from each batch of a writer to the next
 * @param counts what was counted
 */
public record CountBatch(String writer, long number, Map<ReportKey, Map<PolicyKey, PolicyCounts>> counts) {}
