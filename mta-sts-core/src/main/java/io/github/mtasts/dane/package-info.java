/**
 * DANE for SMTP (RFC 7672): the TLSA records that hold for one MX host, and whether a certificate chain matches them.
 *
 * <p>Comes in: answers of a {@link io.github.mtasts.dns.SecureResolver}, and the chain that a host presented. Goes out: a
 * {@link io.github.mtasts.dane.HostDane}, and the failures of a chain. May not know: MTA-STS policies, and what a failure
 * leads to.
 */
package io.github.mtasts.dane;
