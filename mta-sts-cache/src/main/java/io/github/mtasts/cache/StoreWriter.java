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
    /**
     * The policies that the store had no room for. They have a bound of their own and are tried again after the others, so that
     * a flood of new domains takes no room from the renewal of a known policy.
     */
    private final Map<PolicyDomain, CachedPolicy> refused = new ConcurrentHashMap<>();

    /** The fetch times in the future that the store has not corrected yet. */
    private final Map<PolicyDomain, Instant> misdated = new ConcurrentHashMap<>();

    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean retriesRefused;
    private volatile boolean stopped;
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
        CachedPolicy before = refused.get(domain);
        if (before == null && !waiting.containsKey(domain) && waiting.size() >= maxWaiting) {
            drop();
            return;
        }
        if (before != null) {
            await(domain, before);
        }
        await(domain, entry);
        if (before != null) {
            refused.remove(domain, before);
        }
        schedule(gate.mayTry() ? 0 : StoreGate.PAUSE_MILLIS);
    }

    /** Keeps the later fetch of two that wait. */
    private void await(PolicyDomain domain, CachedPolicy entry) {
        long now = clock.millis();
        waiting.merge(domain, entry, (old, added) -> added.isOlderThan(old, now) ? old : added);
    }

    private void drop() {
        if (dropped.getAndIncrement() == 0) {
            LOG.error("{} policies wait to be written; further ones are kept in memory only", maxWaiting);
        }
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

    /**
     * Writes what waits, also if the scheduler refused to, and the refused policies: rows may have expired, or the operator
     * raised the budget.
     */
    void retry() {
        retriesRefused = !refused.isEmpty();
        if (size() > 0) {
            schedule(0);
        }
    }

    /** From now on no task of the scheduler writes; a caller still may. */
    void stopTasks() {
        stopped = true;
    }

    /**
     * Writes the waiting policies.
     *
     * @return whether all are in the store
     */
    synchronized boolean writeWaiting() {
        while (!waiting.isEmpty()) {
            Map<PolicyDomain, CachedPolicy> batch = next(waiting);
            StoreException fault = write(batch);
            if (fault != null && fault.kind() != StoreException.Kind.FULL) {
                return false;
            }
            if (fault != null) {
                batch.forEach(this::refuse);
            }
            batch.forEach(waiting::remove);
        }
        return (!retriesRefused || writeRefused()) && refused.isEmpty();
    }

    /** Tries the refused policies once more. Returns false if the store fails otherwise than before. */
    private boolean writeRefused() {
        retriesRefused = false;
        Map<PolicyDomain, CachedPolicy> left = new HashMap<>(refused);
        while (!left.isEmpty()) {
            Map<PolicyDomain, CachedPolicy> batch = next(left);
            StoreException fault = write(batch);
            if (fault == null) {
                batch.forEach(refused::remove);
            } else if (fault.kind() != StoreException.Kind.FULL) {
                return false;
            }
            batch.forEach(left::remove);
        }
        return true;
    }

    /** Writes policies. Returns the failure of the store; null if all are in it. */
    private @Nullable StoreException write(Map<PolicyDomain, CachedPolicy> batch) {
        List<StoredPolicy> rows = new ArrayList<>(batch.size());
        batch.forEach((domain, entry) -> rows.add(StoredPolicy.of(domain, entry, plan.due(domain, entry))));
        try {
            store.write(rows);
            gate.worked();
            return null;
        } catch (StoreException e) {
            gate.failed(e);
            if (e.kind() == StoreException.Kind.CORRUPT) {
                onCorrupt.run();
            }
            return e;
        }
    }

    private void refuse(PolicyDomain domain, CachedPolicy entry) {
        if (refused.containsKey(domain) || refused.size() < maxWaiting) {
            refused.put(domain, entry);
        } else {
            drop();
        }
    }

    private static Map<PolicyDomain, CachedPolicy> next(Map<PolicyDomain, CachedPolicy> from) {
        Map<PolicyDomain, CachedPolicy> batch = new HashMap<>();
        for (Map.Entry<PolicyDomain, CachedPolicy> entry : from.entrySet()) {
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
                scheduled.set(false);
                LOG.debug("The waiting policies are written by the next maintenance or by close()", e);
            }
        }
    }

    private void run() {
        scheduled.set(false);
        if (stopped) {
            return;
        }
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
