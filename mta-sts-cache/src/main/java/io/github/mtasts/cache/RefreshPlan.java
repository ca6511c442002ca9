package io.github.mtasts.cache;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import java.time.Duration;

/**
 * Decides when a policy is refreshed (RFC 8461 sections 3.3 and 10.2): about daily, at the latest after half its max_age, and
 * after a failure repeatedly until it expires. Depends on the domain and the time of the fetch only, so that every node of a
 * cluster, and a restarted process, computes the same time. Immutable.
 */
final class RefreshPlan {
    private static final long SHORTEST_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** Refreshes are spread over the last quarter of the interval. */
    private static final int SPREAD = 4;

    private final long everyMillis;

    RefreshPlan(Duration every) {
        this.everyMillis = every.toMillis();
    }

    /** Returns the time from the fetch to the refresh. It is spread: domains fetched together are refreshed at different times. */
    Duration due(PolicyDomain domain, CachedPolicy entry) {
        long interval = interval(entry);
        long spread = interval / SPREAD;
        long scattered =
                domain.hashCode() * 0x9E37_79B9_7F4A_7C15L + entry.fetchedAt().toEpochMilli();
        return Duration.ofMillis(interval - (spread == 0 ? 0 : Math.floorMod(scattered >> 16, spread)));
    }

    /** Returns the delay of the next attempt: as long as the refresh is overdue, so that it doubles, but at most a quarter of the time left. */
    Duration retry(CachedPolicy entry, long nowMillis) {
        long interval = interval(entry);
        long overdue = nowMillis - entry.fetchedAt().toEpochMilli() - (interval - interval / SPREAD);
        long left = entry.expiresAt().toEpochMilli() - nowMillis;
        long longest = Math.max(SHORTEST_MILLIS, Math.min(interval / 2, left / SPREAD));
        return Duration.ofMillis(Math.max(SHORTEST_MILLIS, Math.min(overdue, longest)));
    }

    RefreshAlert.Level level(CachedPolicy entry, long nowMillis) {
        long maxAge = entry.policy().maxAgeSeconds() * 1_000L;
        long age = nowMillis - entry.fetchedAt().toEpochMilli();
        long left = maxAge - age;
        if (left <= maxAge / 4 || (left < DAY_MILLIS && maxAge > 2 * DAY_MILLIS)) {
            return RefreshAlert.Level.URGENT;
        }
        return age >= 2 * everyMillis || left <= maxAge / 2 ? RefreshAlert.Level.WARNING : RefreshAlert.Level.NOTICE;
    }

    private long interval(CachedPolicy entry) {
        return Math.max(SHORTEST_MILLIS, Math.min(everyMillis, entry.policy().maxAgeSeconds() * 1_000L / 2));
    }
}
