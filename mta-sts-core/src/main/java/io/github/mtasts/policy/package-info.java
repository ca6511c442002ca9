/**
 * The policy (RFC 8461 section 3.2): its text, its meaning, and matching against it.
 *
 * <p>Comes in: the bytes of a policy. Goes out: an {@link StsPolicy}, which only {@link PolicyParser} makes, or the reason why the
 * bytes are not a policy; for publishers, the text from {@link PolicyWriter}. May not know: where the bytes came from, or DNS.
 */
package io.github.mtasts.policy;
