package io.github.mtasts.cache;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import java.time.Duration;

/**
 * When a policy is refreshed (RFC 8461 sections 3.3 and 10.2): about daily, at the latest after half its lifetime, and
 * after a failure again and again until it expires. Computed from the times of the fetch alone, so that every node of a
 * cluster, and a process started anew, comes to the same answer. Immutable.
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

    /** How long after the fetch the refresh is due. Domains that were fetched at once are not refreshed at once. */
    Duration due(PolicyDomain domain, CachedPolicy entry) {
        long interval = interval(entry);
        long spread = interval / SPREAD;
        long scattered =
                domain.hashCode() * 0x9E37_79B9_7F4A_7C15L + entry.fetchedAt().toEpochMilli();
        return Duration.ofMillis(interval - (spread == 0 ? 0 : Math.floorMod(scattered >> 16, spread)));
    }

    /** As long again as the refresh is overdue: the delay doubles, but several tries are always left. */
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
