package io.github.mtasts.james;

import io.github.mtasts.cache.CacheListener;
import io.github.mtasts.cache.RefreshAlert;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The policies near their end whose refresh failed. An alert ends when a newer policy was fetched, or the policy expired or was
 * removed. Thread-safe, and bounded: strangers choose how many domains fail.
 */
final class RefreshAlerts implements CacheListener {
    private static final int MAX_ALERTS = 1_000;

    private final Map<PolicyDomain, RefreshAlert> alerts = new ConcurrentHashMap<>();

    /** Keeps an alert that is more than a notice: a single failure says nothing yet. */
    @Override
    public void refreshFailed(RefreshAlert alert) {
        if (alert.level() == RefreshAlert.Level.NOTICE) {
            alerts.remove(alert.domain());
        } else if (alerts.containsKey(alert.domain()) || alerts.size() < MAX_ALERTS) {
            alerts.put(alert.domain(), alert);
        }
    }

    /** The alerts that still hold, the policy that expires first at the front. May read the cache's store. */
    List<RefreshAlert> current(PolicyCache cache) {
        alerts.values().removeIf(alert -> isOver(alert, cache));
        return alerts.values().stream()
                .sorted(Comparator.comparing(
                                (RefreshAlert alert) -> alert.entry().expiresAt())
                        .thenComparing(alert -> alert.domain().name()))
                .toList();
    }

    private static boolean isOver(RefreshAlert alert, PolicyCache cache) {
        CachedPolicy entry = cache.get(alert.domain()); // null when it has expired or was removed
        Instant fetched = alert.entry().fetchedAt();
        return entry == null || entry.fetchedAt().isAfter(fetched);
    }
}
