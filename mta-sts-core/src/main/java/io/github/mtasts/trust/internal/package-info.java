/**
 * Verification of certificates: whether a chain proves a host name (RFC 8461 sections 3.3 and 4.2).
 *
 * <p>Comes in: the chain a peer presented, the name that was dialled, trust anchors. Goes out: every
 * {@link CertificateFault}, not only the first. May not know: whether the peer is a Policy Host or an MX host, and
 * the result type of RFC 8460 for a fault, which differs between the two.
 */
package io.github.mtasts.trust.internal;
