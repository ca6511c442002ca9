package io.github.mtasts.cache;

import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes policies to the store in the background, in batches, and retries after failures. A policy that waits to be written can
 * be looked up, so that it is found even when memory has no room for it. Thread-safe.
 */
final class StoreWriter {
    private static final Logger LOG = LoggerFactory.getLogger(DurablePolicyCache.class);
    private static final int BATCH = 1_000;

    private final PolicyStore store;
    private final StoreGate gate;
    private final RefreshPlan plan;
    private final Clock clock;
    private final ScheduledExecutorService scheduler;
    private final int maxWaiting;
    private final Runnable onCorrupt;

    private final Map<PolicyDomain, CachedPolicy> waiting = new ConcurrentHashMap<>();
    /** The policies that the store had no room for. Retried separately, so that they do not delay the others. */
    private final Map<PolicyDomain, CachedPolicy> refused = new ConcurrentHashMap<>();

    /** The fetch times in the future that the store has not corrected yet. */
    private final Map<PolicyDomain, Instant> misdated = new ConcurrentHashMap<>();

    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicLong dropped = new AtomicLong();

    StoreWriter(
            PolicyStore store,
            StoreGate gate,
            RefreshPlan plan,
            Clock clock,
            ScheduledExecutorService scheduler,
            int maxWaiting,
            Runnable onCorrupt) {
        this.store = store;
        this.gate = gate;
        this.plan = plan;
        this.clock = clock;
        this.scheduler = scheduler;
        this.maxWaiting = maxWaiting;
        this.onCorrupt = onCorrupt;
    }

    void add(PolicyDomain domain, CachedPolicy entry) {
        if (!waiting.containsKey(domain) && waiting.size() + refused.size() >= maxWaiting) {
            if (dropped.getAndIncrement() == 0) {
                LOG.error("{} policies wait to be written; further ones are kept in memory only", maxWaiting);
            }
            return;
        }
        long now = clock.millis();
        waiting.merge(domain, entry, (old, added) -> added.isOlderThan(old, now) ? old : added);
        schedule(gate.mayTry() ? 0 : StoreGate.PAUSE_MILLIS);
    }

    /** Replaces a policy that waits to be written, if it is the one with a fetch time in the future, and corrects the store. */
    void correct(PolicyDomain domain, CachedPolicy future, CachedPolicy corrected) {
        Instant fetchedAt = future.fetchedAt();
        for (Map<PolicyDomain, CachedPolicy> queue : List.of(waiting, refused)) {
            queue.computeIfPresent(domain, (key, entry) -> entry.fetchedAt().equals(fetchedAt) ? corrected : entry);
        }
        if (misdated.containsKey(domain) || misdated.size() < maxWaiting) {
            misdated.put(domain, fetchedAt);
        }
        correctStore();
    }

    /** Corrects fetch times in the store. Holds the lock, so that no batch with the future time is written afterwards. */
    synchronized void correctStore() {
        misdated.forEach((domain, fetchedAt) -> {
            if (gate.mayTry()) {
                try {
                    store.correctFetchTime(domain, fetchedAt);
                    misdated.remove(domain, fetchedAt);
                } catch (StoreException e) {
                    gate.failed(e);
                }
            }
        });
    }

    @Nullable
    CachedPolicy waiting(PolicyDomain domain) {
        CachedPolicy entry = waiting.get(domain);
        return entry != null ? entry : refused.get(domain);
    }

    void forget(PolicyDomain domain) {
        waiting.remove(domain);
        refused.remove(domain);
        misdated.remove(domain);
    }

    int size() {
        return waiting.size() + refused.size();
    }

    long dropped() {
        return dropped.get();
    }

    /** Retries the refused policies: rows may have expired, or the operator raised the budget. */
    void retryRefused() {
        refused.forEach((domain, entry) -> {
            if (refused.remove(domain, entry)) {
                waiting.putIfAbsent(domain, entry);
            }
        });
        if (!waiting.isEmpty()) {
            schedule(0);
        }
    }

    /**
     * Writes the waiting policies.
     *
     * @return whether all are in the store
     */
    synchronized boolean writeWaiting() {
        while (!waiting.isEmpty()) {
            Map<PolicyDomain, CachedPolicy> batch = next();
            List<StoredPolicy> rows = new ArrayList<>(batch.size());
            batch.forEach((domain, entry) -> rows.add(StoredPolicy.of(domain, entry, plan.due(domain, entry))));
            try {
                store.write(rows);
                gate.worked();
                batch.forEach(waiting::remove);
            } catch (StoreException e) {
                gate.failed(e);
                if (e.kind() == StoreException.Kind.FULL) {
                    batch.forEach((domain, entry) -> {
                        refused.put(domain, entry);
                        waiting.remove(domain, entry);
                    });
                } else {
                    if (e.kind() == StoreException.Kind.CORRUPT) {
                        onCorrupt.run();
                    }
                    return false;
                }
            }
        }
        return refused.isEmpty();
    }

    private Map<PolicyDomain, CachedPolicy> next() {
        Map<PolicyDomain, CachedPolicy> batch = new HashMap<>();
        for (Map.Entry<PolicyDomain, CachedPolicy> entry : waiting.entrySet()) {
            batch.put(entry.getKey(), entry.getValue());
            if (batch.size() == BATCH) {
                break;
            }
        }
        return batch;
    }

    private void schedule(long delayMillis) {
        if (scheduled.compareAndSet(false, true)) {
            try {
                var unused = scheduler.schedule(this::run, delayMillis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("Cache closed; close() writes the waiting policies", e);
            }
        }
    }

    private void run() {
        scheduled.set(false);
        try {
            if (!writeWaiting() && !waiting.isEmpty()) {
                schedule(StoreGate.PAUSE_MILLIS);
            }
        } catch (Throwable e) {
            LOG.error("Writing policies failed; retrying", e);
            schedule(StoreGate.PAUSE_MILLIS);
        }
    }
}
