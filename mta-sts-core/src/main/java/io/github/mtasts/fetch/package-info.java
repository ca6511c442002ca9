/**
 * Fetch (RFC 8461 section 3.3) of the policy from {@code https://mta-sts.<domain>/.well-known/mta-sts.txt}.
 *
 * <p>Comes in: a {@link io.github.mtasts.name.PolicyDomain}. Goes out: a {@link FetchResult}, within a deadline and
 * whatever the Policy Host does. {@link HttpsPolicyFetcher} fetches over the network; an embedder may implement the port
 * {@link PolicyFetcher} with another client. May not know: caches, ids, or the use of the policy.
 */
package io.github.mtasts.fetch;
