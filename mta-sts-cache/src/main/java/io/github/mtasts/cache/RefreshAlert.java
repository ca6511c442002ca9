package io.github.mtasts.cache;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import java.time.Instant;

/**
 * A policy in force that could not be refreshed. When it expires, the protection of the domain ends; an attacker may block
 * refreshes for that purpose (RFC 8461 section 10.2). Immutable.
 *
 * @param domain the Policy Domain
 * @param level the urgency
 * @param failure the failure of the fetch
 * @param entry the policy, which stays in force until it expires
 * @param time when the refresh failed
 */
public record RefreshAlert(PolicyDomain domain, Level level, Failure failure, CachedPolicy entry, Instant time) {
    /** The urgency of an alert. */
    public enum Level {
        /** A refresh failed; more attempts follow long before the policy expires. */
        NOTICE,
        /** Refreshes have failed for two refresh intervals, two days by default, or half the max_age has passed. */
        WARNING,
        /** A quarter of the max_age is left, or less than one day of a max_age of more than two. */
        URGENT
    }
}
