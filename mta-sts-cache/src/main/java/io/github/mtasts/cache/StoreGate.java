package io.github.mtasts.cache;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.work.Listeners;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the store for reading or for writing. After a failure the store is tried again each second, and not by a
 * delivery, which would wait for it. A failure is reported once and counted. Thread-safe.
 */
final class StoreGate {
    private static final Logger LOG = LoggerFactory.getLogger(DurablePolicyCache.class);

    /** How long the store is not used after a failure. */
    static final long PAUSE_MILLIS = 1_000;

    private final String direction;
    private final Clock clock;
    private final Listeners<CacheListener> events;
    /** How many directions of the store fail: it works again when none does. */
    private final AtomicInteger failing;

    private final AtomicLong faults = new AtomicLong();
    private volatile @Nullable Fault fault;

    private record Fault(StoreException cause, long atMillis) {}

    StoreGate(String direction, Clock clock, Listeners<CacheListener> events, AtomicInteger failing) {
        this.direction = direction;
        this.clock = clock;
        this.events = events;
        this.failing = failing;
    }

    /** Whether the last call succeeded. */
    boolean isOpen() {
        return fault == null;
    }

    /** Whether a background task may use the store: the last call succeeded or a second has passed. If the clock was set back, it may. */
    boolean mayTry() {
        Fault last = fault;
        if (last == null) {
            return true;
        }
        long age = clock.millis() - last.atMillis;
        return age < 0 || age >= PAUSE_MILLIS;
    }

    long faults() {
        return faults.get();
    }

    @Nullable
    StoreException lastFault() {
        Fault last = fault;
        return last == null ? null : last.cause;
    }

    void failed(StoreException cause) {
        faults.incrementAndGet();
        Fault last;
        synchronized (this) {
            last = fault;
            fault = new Fault(cause, clock.millis());
            if (last == null) {
                failing.incrementAndGet();
            }
        }
        if (last == null || last.cause.kind() != cause.kind()) {
            LOG.error(
                    "{} Policies are {} memory only until the store works again.",
                    cause.getMessage(),
                    direction,
                    cause);
            events.tell(listener -> listener.storeFailed(cause));
        }
    }

    void worked() {
        if (fault == null) {
            return;
        }
        boolean recovered;
        boolean wholly;
        synchronized (this) {
            recovered = fault != null;
            wholly = recovered && failing.decrementAndGet() == 0;
            fault = null;
        }
        if (recovered) {
            LOG.info("Policy store works again: policies are {} the store", direction);
        }
        if (wholly) {
            events.tell(CacheListener::storeRecovered);
        }
    }
}
