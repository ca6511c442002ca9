/**
 * The engine of resolution: the resolver with its threads, limits and short-lived state. Not part of the API.
 *
 * <p>Comes in: a Policy Domain, discovery, a fetcher, the policy cache and the settings. Goes out: a
 * {@link io.github.mtasts.resolution.internal.PolicyLookup}. May not know: MX hosts, SMTP, TLS sessions.
 */
package io.github.mtasts.resolution.internal;
