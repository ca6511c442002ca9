/**
 * Stores for session counts, which keep them until their reports are delivered (RFC 8460 section 4).
 *
 * <p>Input: counts per domain, day and policy. Output: the counts of one report, and the reports that are due. This package
 * does not depend on counting, on report generation or on delivery.
 *
 * <p>A user opens a {@link io.github.mtasts.tlsrpt.store.ReportStore} here and passes it to {@code TlsReporting.builder}.
 */
package io.github.mtasts.tlsrpt.store;
