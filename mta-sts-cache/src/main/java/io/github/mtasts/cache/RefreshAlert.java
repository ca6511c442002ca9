package io.github.mtasts.cache;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import java.time.Instant;

/**
 * A policy in force could not be refreshed. When it expires, the protection of the domain ends; whoever blocks its
 * refresh may be waiting for that (RFC 8461 section 10.2). Immutable.
 *
 * @param domain the Policy Domain
 * @param level how urgent it is
 * @param failure what the fetch failed with
 * @param entry what stays in force until it expires
 * @param time when the refresh failed
 */
public record RefreshAlert(PolicyDomain domain, Level level, Failure failure, CachedPolicy entry, Instant time) {
    /** How near the end of the policy is. */
    public enum Level {
        /** A refresh failed; further ones are to come long before the policy expires. */
        NOTICE,
        /** Refreshes have failed for two days, or for half the lifetime of the policy. */
        WARNING,
        /** A quarter of the lifetime is left, or less than a day of a longer one. */
        URGENT
    }
}
