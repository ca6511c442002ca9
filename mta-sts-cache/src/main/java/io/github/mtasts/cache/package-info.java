/**
 * Policy caches for mail servers (RFC 8461 section 3.3).
 *
 * <p>Input: fetched policies. Output: the same policies, until they expire. This package does not depend on how a policy is
 * discovered or applied.
 *
 * <p>Builders end in {@code build}, or in {@code open} where they open a file or a connection; {@code create} returns an
 * object in memory that needs no resources. The caller closes everything that is {@link java.lang.AutoCloseable}, except the
 * store of a {@link io.github.mtasts.cache.DurablePolicyCache}, which the cache closes.
 */
package io.github.mtasts.cache;
