package io.github.mtasts.resolution;

import io.github.mtasts.failure.Failure;

/**
 * The result of refreshing a policy in force (RFC 8461 sections 3.3 and 10.2). Immutable.
 */
public sealed interface RefreshResult {
    /**
     * The policy was fetched again, and its lifetime starts again.
     *
     * @param entry the entry in force now
     */
    record Renewed(CachedPolicy entry) implements RefreshResult {
        @Override
        public String toString() {
            return "renewed: " + entry;
        }
    }

    /**
     * The fetch failed. The cached policy stays in force until it expires, and the outcomes of its deliveries carry the failure
     * for TLS reports.
     *
     * @param failure the failure of the fetch
     * @param entry the entry that stays in force
     */
    record Failed(Failure failure, CachedPolicy entry) implements RefreshResult {
        @Override
        public String toString() {
            return "not renewed: " + failure;
        }
    }

    /**
     * No fetch was made, and no failure is recorded.
     *
     * @param reason for a log line
     */
    record NotTried(String reason) implements RefreshResult {
        @Override
        public String toString() {
            return "not tried: " + reason;
        }
    }
}
