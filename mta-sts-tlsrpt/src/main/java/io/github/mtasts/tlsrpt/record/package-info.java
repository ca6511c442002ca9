/**
 * The TLSRPT record (RFC 8460 section 3): whether a domain asks for reports, and their destinations.
 *
 * <p>Input: a {@link io.github.mtasts.name.PolicyDomain} and a {@link io.github.mtasts.dns.TxtResolver}. Output: a
 * {@link io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult}; for publishers, records and their faults. This package
 * does not depend on the content or the delivery of reports.
 */
package io.github.mtasts.tlsrpt.record;
