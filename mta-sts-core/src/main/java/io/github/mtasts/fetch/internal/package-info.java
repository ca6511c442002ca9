/**
 * One HTTPS GET, done as RFC 8461 section 3.3 wants it and no HTTP client does by default.
 *
 * <p>Comes in: a Policy Host, its resolver, the limits. Goes out: a {@link io.github.mtasts.fetch.FetchResult}. May not
 * know: policy ids, caches, or who waits for the result.
 */
package io.github.mtasts.fetch.internal;
