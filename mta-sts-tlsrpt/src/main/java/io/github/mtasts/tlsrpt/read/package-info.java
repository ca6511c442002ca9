/**
 * Reading of received TLS reports (RFC 8460 sections 3 to 5): from mail, from HTTPS requests and from files.
 *
 * <p>Input: octets; nothing in them is trusted. Output: a {@link io.github.mtasts.tlsrpt.read.ReportRead}, which is a
 * checked {@link io.github.mtasts.tlsrpt.read.TlsReport} or the cause of a refusal. This package does not depend on the
 * generation or the delivery of reports, or on their summary.
 */
package io.github.mtasts.tlsrpt.read;
