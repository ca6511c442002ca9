/**
 * Stores: where policies outlive the process (RFC 8461 section 3.3).
 *
 * <p>Comes in: rows, as the cache made them. Goes out: the same rows, octet for octet. May not know: what a policy says,
 * how it is found, or that there is a cache in front.
 */
package io.github.mtasts.cache.store;
