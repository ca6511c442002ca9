package io.github.mtasts.cache;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.work.Listeners;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The policies in force whose last refresh failed, so that each alert has an end: the policy is renewed, expires or is removed.
 * Thread-safe.
 */
final class FailingRefreshes {
    private static final int MAX_NOTED = 100_000;

    private final RefreshPlan plan;
    private final Listeners<CacheListener> events;
    private final Map<PolicyDomain, CachedPolicy> failing = new ConcurrentHashMap<>();

    FailingRefreshes(RefreshPlan plan, Listeners<CacheListener> events) {
        this.plan = plan;
        this.events = events;
    }

    void failed(RefreshAlert alert) {
        if (failing.size() < MAX_NOTED || failing.containsKey(alert.domain())) {
            failing.put(alert.domain(), alert.entry());
        }
        events.tell(listener -> listener.refreshFailed(alert));
    }

    /** A policy was fetched, here or on another node. */
    void fetched(PolicyDomain domain, CachedPolicy entry) {
        CachedPolicy old = failing.get(domain);
        if (old != null && entry.fetchedAt().isAfter(old.fetchedAt()) && failing.remove(domain, old)) {
            events.tell(listener -> listener.refreshRecovered(domain));
        }
    }

    void removed(PolicyDomain domain) {
        if (failing.remove(domain) != null) {
            events.tell(listener -> listener.policyLost(domain));
        }
    }

    /** Ends the alerts about policies that have expired; called once a minute. */
    void forgetExpired(long nowMillis) {
        failing.forEach((domain, entry) -> {
            if (!entry.inForceAt(nowMillis)) {
                removed(domain);
            }
        });
    }

    /** How many there are now of each level. */
    Map<RefreshAlert.Level, Long> counts(long nowMillis) {
        Map<RefreshAlert.Level, Long> counts = new EnumMap<>(RefreshAlert.Level.class);
        for (RefreshAlert.Level level : RefreshAlert.Level.values()) {
            counts.put(level, 0L);
        }
        failing.values().forEach(entry -> counts.merge(plan.level(entry, nowMillis), 1L, Long::sum));
        return counts;
    }
}
