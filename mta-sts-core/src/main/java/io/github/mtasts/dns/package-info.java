/**
 * Questions to the DNS and their typed answers.
 *
 * <p>Comes in: names. Goes out: sealed answers that keep "does not exist" apart from "could not be asked", because the
 * one ends a discovery and the other must not (RFC 8461 section 3.1). {@code DnsResolver} asks over
 * the network; an embedder may fill the ports with a resolver of its own. May not know: what the answers are used for.
 */
package io.github.mtasts.dns;
