/**
 * Questions to the DNS and their typed answers.
 *
 * <p>Comes in: names. Goes out: sealed answers that keep "does not exist" apart from "could not be asked", because the
 * one ends a discovery and the other must not (RFC 8461 section 3.1). {@link
 * io.github.mtasts.dns.DnsResolver} asks over the network; an embedder may fill the ports with a resolver of its own.
 * {@link io.github.mtasts.dns.MxLookup} puts MX hosts in the order of RFC 5321 for a mail server that has no MX lookup.
 * May not know: policies, and what the answers are used for.
 */
package io.github.mtasts.dns;
