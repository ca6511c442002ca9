/**
 * Counting (RFC 8460 section 4, D25): adds every outcome to the report of its domain and UTC day, outside the delivery path.
 * Not exported.
 *
 * <p>Input: outcomes, on the delivery threads. Output: batches of counts, about twice a second, to a
 * {@link io.github.mtasts.tlsrpt.store.internal.ReportRepository}. This package does not depend on report generation or
 * delivery.
 */
package io.github.mtasts.tlsrpt.count;
