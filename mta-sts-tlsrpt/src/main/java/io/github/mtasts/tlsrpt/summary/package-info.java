/**
 * Summary of received reports: the TLS sessions with each domain per day, and whether the domain is ready to change its
 * policy from testing to enforce.
 *
 * <p>Input: {@link io.github.mtasts.tlsrpt.read.TlsReport}s, whose text is untrusted. Output: a {@link
 * io.github.mtasts.tlsrpt.summary.ReportSummary} as data, as a text table and as an HTML page. This package does not
 * depend on how a report was received.
 */
package io.github.mtasts.tlsrpt.summary;
