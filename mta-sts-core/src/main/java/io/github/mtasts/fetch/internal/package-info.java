/**
 * One HTTPS GET by the rules of RFC 8461 section 3.3, which are stricter than the defaults of HTTP clients.
 *
 * <p>Comes in: a Policy Host, its resolver, the limits. Goes out: a {@link io.github.mtasts.fetch.FetchResult}. May not
 * know: policy ids, caches, or the caller.
 */
package io.github.mtasts.fetch.internal;
