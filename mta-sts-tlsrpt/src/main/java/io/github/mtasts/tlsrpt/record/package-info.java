/**
 * The TLSRPT record (RFC 8460 section 3): does this domain ask for reports, and where do they go?
 *
 * <p>Comes in: a {@link io.github.mtasts.name.PolicyDomain} and a {@link io.github.mtasts.dns.TxtResolver}. Goes out: a
 * {@link io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult}, and the publisher's side. May not know: what is reported, or how a
 * report is sent.
 */
package io.github.mtasts.tlsrpt.record;
