/**
 * Counting (RFC 8460 section 4, D25): every outcome into the report of its domain and UTC day, off the delivery's way.
 *
 * <p>Comes in: outcomes, on the threads that deliver. Goes out: batches of counts, about twice a second, to a
 * {@link io.github.mtasts.tlsrpt.store.ReportStore}. May not know: how reports are written or sent.
 */
package io.github.mtasts.tlsrpt.count;
