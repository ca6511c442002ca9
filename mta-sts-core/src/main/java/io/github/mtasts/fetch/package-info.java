/**
 * Fetch (RFC 8461 section 3.3): the policy from {@code https://mta-sts.<domain>/.well-known/mta-sts.txt}.
 *
 * <p>Comes in: a {@link io.github.mtasts.name.PolicyDomain}. Goes out: a {@link FetchResult}, whatever the other side
 * does, within its deadline. {@link HttpsPolicyFetcher} asks over the network; an embedder may fill the port
 * {@link PolicyFetcher} with a client of its own. May not know: caches, ids, or what the policy is used for.
 */
package io.github.mtasts.fetch;
