/**
 * Stores of policies that outlive the process (RFC 8461 section 3.3).
 *
 * <p>Input: rows that the cache made. Output: the same rows, octet for octet. This package does not depend on the cache or on
 * discovery.
 *
 * <p>A user opens a {@link io.github.mtasts.cache.store.PolicyStore} here and passes it to {@code DurablePolicyCache.over}.
 */
package io.github.mtasts.cache.store;
