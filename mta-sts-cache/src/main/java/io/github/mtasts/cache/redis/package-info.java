/**
 * A store in Redis, for senders of which several share their policies (RFC 8461 section 3.3).
 *
 * <p>Comes in: rows, as the cache made them. Goes out: the same rows, octet for octet. May not know: what a policy says,
 * how it is found, or that there is a cache in front. No type of the Redis client is seen from outside.
 */
package io.github.mtasts.cache.redis;
