package io.github.mtasts.tool.policy;

import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.HttpsPolicyFetcher;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tool.run.Network;
import java.util.Optional;

/** Fetches the policy of a domain as a sender does (RFC 8461 section 3.3), through the network of a subcommand. Stateless. */
public final class PolicyFetch {
    private PolicyFetch() {}

    /**
     * Fetches the policy, whether the domain announces one or not.
     *
     * @param domain the Policy Domain
     * @param network what it connects with
     * @return what a sender gets
     */
    public static FetchResult result(PolicyDomain domain, Network network) {
        try (HttpsPolicyFetcher fetcher = HttpsPolicyFetcher.builder()
                .addresses(network.dns())
                .trustAnchors(network.anchors())
                .socketFactory(network.surroundings().sockets())
                .addressGuard(network.surroundings().guard())
                .build()) {
            return fetcher.fetch(domain);
        }
    }

    /**
     * Fetches the policy where only a success counts.
     *
     * @param domain the Policy Domain
     * @param network what it connects with
     * @return empty when a sender gets none
     */
    public static Optional<StsPolicy> policy(PolicyDomain domain, Network network) {
        return policy(result(domain, network));
    }

    /**
     * The policy in a result.
     *
     * @param result of a fetch
     * @return empty when a sender gets none
     */
    public static Optional<StsPolicy> policy(FetchResult result) {
        return result instanceof FetchResult.Fetched fetched ? Optional.of(fetched.policy()) : Optional.empty();
    }
}
