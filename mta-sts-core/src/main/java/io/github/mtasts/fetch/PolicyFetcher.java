package io.github.mtasts.fetch;

import io.github.mtasts.name.PolicyDomain;

/** Fetches policies. Implementations are thread-safe and bounded in time and memory. */
@FunctionalInterface
public interface PolicyFetcher {
    /**
     * Fetches the policy of a domain from its Policy Host, now: nothing is remembered between calls.
     *
     * @param domain the Policy Domain
     * @return the policy, or why there is none; never an exception for what a remote party did
     */
    FetchResult fetch(PolicyDomain domain);
}
