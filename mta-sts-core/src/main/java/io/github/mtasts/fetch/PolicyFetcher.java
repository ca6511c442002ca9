package io.github.mtasts.fetch;

import io.github.mtasts.name.PolicyDomain;

/** Port: fetches policies. May block; implementations are thread-safe and bounded in time and memory. */
@FunctionalInterface
public interface PolicyFetcher {
    /**
     * Fetches the policy of a domain from its Policy Host, without a cache.
     *
     * @param domain the Policy Domain
     * @return the policy, or the reason why there is none; a failure of a remote party is never an exception
     */
    FetchResult fetch(PolicyDomain domain);
}
