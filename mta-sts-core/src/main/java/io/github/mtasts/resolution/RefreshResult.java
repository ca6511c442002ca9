package io.github.mtasts.resolution;

import io.github.mtasts.failure.Failure;

/**
 * What came of refreshing a policy that is in force (RFC 8461 sections 3.3 and 10.2). Immutable.
 */
public sealed interface RefreshResult {
    /**
     * The policy was fetched again, and its lifetime begins anew.
     *
     * @param entry what is in force now
     */
    record Renewed(CachedPolicy entry) implements RefreshResult {}

    /**
     * The policy could not be fetched. The cached one stays in force until it expires, and carries the failure to the
     * outcomes of its deliveries, so that TLS reports tell of it.
     *
     * @param failure what the fetch failed with
     * @param entry what stays in force
     */
    record Failed(Failure failure, CachedPolicy entry) implements RefreshResult {}

    /**
     * No fetch was made, and nothing is held against the domain.
     *
     * @param reason for a log line
     */
    record NotTried(String reason) implements RefreshResult {}
}
