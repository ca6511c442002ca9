package io.github.mtasts.micrometer;

import io.github.mtasts.cache.CacheListener;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.cache.RefreshAlert;
import io.github.mtasts.name.PolicyDomain;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;

/**
 * The metrics of a policy cache and its refresh. Set it with {@code DurablePolicyCache.Builder.listener}; then call {@link #bind}.
 * Thread-safe.
 */
public final class CacheMetrics implements CacheListener {
    private static final String REFRESHES = "mta.sts.refresh";
    private static final String REFRESH_HELP = "Refreshes of policies, by what became of them";
    private static final String HELD = "mta.sts.cache.policies";
    private static final String HELD_HELP = "Policies in memory";

    private final Meters meters;

    /**
     * Makes the metrics.
     *
     * @param registry where the meters are
     */
    public CacheMetrics(MeterRegistry registry) {
        this(registry, Tags.empty());
    }

    /**
     * Makes the metrics of one of several instances.
     *
     * @param registry where the meters are
     * @param tags of every meter, to tell the instances apart
     */
    public CacheMetrics(MeterRegistry registry, Iterable<Tag> tags) {
        this.meters = new Meters(registry, tags);
        for (String result : List.of("started", "renewed", "put-off", "failed", "recovered", "lost")) {
            meters.count(REFRESHES, REFRESH_HELP, 0, "result", result);
        }
    }

    /**
     * Shows the state of a cache with a store.
     *
     * @param cache stays reachable as long as the registry
     */
    public void bind(DurablePolicyCache cache) {
        meters.gauge(HELD, HELD_HELP, cache, each -> each.statistics().held());
        meters.gauge(
                "mta.sts.cache.waiting",
                "Policies that wait to be written to the store",
                cache,
                each -> each.statistics().waiting());
        meters.functionCounter(
                "mta.sts.cache.dropped",
                "Policies that were never written to the store",
                cache,
                each -> each.statistics().dropped());
        String up = "mta.sts.cache.store.up";
        String upHelp = "1 while the store works, 0 while it fails";
        meters.gauge(up, upHelp, cache, each -> each.statistics().readable() ? 1 : 0, "direction", "read");
        meters.gauge(up, upHelp, cache, each -> each.statistics().writable() ? 1 : 0, "direction", "write");
        String faults = "mta.sts.cache.store.faults";
        String faultsHelp = "Failures of the store";
        meters.functionCounter(
                faults, faultsHelp, cache, each -> each.statistics().readFaults(), "direction", "read");
        meters.functionCounter(
                faults, faultsHelp, cache, each -> each.statistics().writeFaults(), "direction", "write");
        meters.functionCounter(
                "mta.sts.cache.rows.unreadable",
                "How often a row without a valid policy was read",
                cache,
                each -> each.statistics().unreadableRows());
        for (RefreshAlert.Level level : RefreshAlert.Level.values()) {
            meters.gauge(
                    "mta.sts.refresh.failing",
                    "Policies in force whose last refresh failed, by urgency",
                    cache,
                    each -> each.statistics().refreshesFailing().getOrDefault(level, 0L),
                    "level",
                    Meters.token(level));
        }
    }

    /**
     * Shows the number of policies of a cache without a store.
     *
     * @param cache stays reachable as long as the registry
     */
    public void bind(MemoryPolicyCache cache) {
        meters.gauge(HELD, HELD_HELP, cache, MemoryPolicyCache::size);
    }

    @Override
    public void refreshStarted(PolicyDomain domain, Duration late) {
        count("started");
        meters.record("mta.sts.refresh.late", "How long after its planned time a refresh began", late);
    }

    @Override
    public void refreshRenewed(PolicyDomain domain) {
        count("renewed");
    }

    @Override
    public void refreshPutOff(PolicyDomain domain, String reason) {
        count("put-off");
    }

    @Override
    public void refreshFailed(RefreshAlert alert) {
        count("failed");
    }

    @Override
    public void refreshRecovered(PolicyDomain domain) {
        count("recovered");
    }

    @Override
    public void policyLost(PolicyDomain domain) {
        count("lost");
    }

    private void count(String result) {
        meters.count(REFRESHES, REFRESH_HELP, 1, "result", result);
    }
}
