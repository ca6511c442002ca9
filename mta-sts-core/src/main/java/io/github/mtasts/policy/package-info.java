/**
 * The policy (RFC 8461 section 3.2): its text, its meaning, and matching against it.
 *
 * <p>Comes in: the bytes of a policy. Goes out: an {@link StsPolicy}, which only the parser makes, or the reason why the
 * bytes are none; and the writer's side, {@code PolicyWriter}. May not know: where the bytes came from, or DNS.
 */
package io.github.mtasts.policy;
