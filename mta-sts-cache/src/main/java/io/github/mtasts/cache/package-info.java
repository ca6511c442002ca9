/**
 * Caches: the sender's memory of policies (RFC 8461 section 3.3).
 *
 * <p>Comes in: what the core fetched. Goes out: the same, until it expires. May not know: how a policy is found or what it
 * is used for.
 */
package io.github.mtasts.cache;
