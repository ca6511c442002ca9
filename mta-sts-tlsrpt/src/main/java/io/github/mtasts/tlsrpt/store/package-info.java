/**
 * Store: where sessions are counted until their reports are delivered (RFC 8460 section 4), and what is left to deliver.
 *
 * <p>Comes in: counts to add, and who takes on which report. Goes out: the counts of one domain and day, and what is due.
 * May not know: who counts, how a report is written, or how one is sent.
 */
package io.github.mtasts.tlsrpt.store;
