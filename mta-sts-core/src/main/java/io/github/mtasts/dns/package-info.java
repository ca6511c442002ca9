/**
 * DNS look-ups and their typed answers.
 *
 * <p>Comes in: names. Goes out: sealed answers that distinguish "does not exist" from "look-up failed", because only the first
 * ends a discovery (RFC 8461 section 3.1). {@link io.github.mtasts.dns.DnsResolver} asks over the network; an embedder may
 * implement the ports with another resolver. {@link io.github.mtasts.dns.DnssecResolver} validates answers with DNSSEC. {@link io.github.mtasts.dns.MxLookup} puts MX hosts in the order of RFC 5321 for a
 * mail server without an MX lookup. May not know: policies, and the use of the answers.
 */
package io.github.mtasts.dns;
