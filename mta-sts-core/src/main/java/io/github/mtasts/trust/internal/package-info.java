/**
 * Certificate judgement: is this chain what the host of this name must show (RFC 8461 sections 3.3 and 4.2)?
 *
 * <p>Comes in: the chain a peer presented, the name that was dialled, trust anchors. Goes out: every
 * {@link CertificateFault}, not only the first. May not know: whether the peer is a Policy Host or an MX host, and
 * which result type of RFC 8460 a fault becomes: that differs between the two.
 */
package io.github.mtasts.trust.internal;
