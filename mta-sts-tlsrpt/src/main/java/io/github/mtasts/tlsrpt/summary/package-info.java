/**
 * Summary of many received reports: what other senders saw of a domain, day by day, and whether the domain is ready to go
 * from testing to enforce.
 *
 * <p>Comes in: {@link io.github.mtasts.tlsrpt.read.TlsReport}s, which are untrusted text. Goes out: a
 * {@link io.github.mtasts.tlsrpt.summary.ReportSummary}, as data, as a text table and as a page. May not know: how a report was
 * received.
 */
package io.github.mtasts.tlsrpt.summary;
