/**
 * Reads TLS reports that others sent (RFC 8460 sections 3 to 5): by mail, by HTTPS, or from a file.
 *
 * <p>Comes in: octets, which are trusted in nothing. Goes out: a {@link io.github.mtasts.tlsrpt.read.ReportRead}, which is
 * a checked {@link io.github.mtasts.tlsrpt.read.TlsReport} or the cause of a refusal. May not know: how reports are made or
 * sent, and what many of them say together.
 */
package io.github.mtasts.tlsrpt.read;
