/**
 * Session (RFC 8461 section 4.2): the TLS session with an MX host, checked against the name that was dialled.
 *
 * <p>Comes in: an {@link io.github.mtasts.name.MxHost}, trust anchors, and the handshake. Goes out: a
 * {@link io.github.mtasts.outcome.SessionResult} that lists every failure with its exact result type. May not know: the
 * reason for the check, and the consequence of a failure.
 */
package io.github.mtasts.session;
