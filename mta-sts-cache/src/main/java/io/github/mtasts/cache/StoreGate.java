package io.github.mtasts.cache;

import io.github.mtasts.failure.StoreException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the store for reading or for writing. After a failure the store is not used for 1 to 30 seconds, so that not
 * every delivery waits for it. A failure is reported once and counted. Thread-safe.
 */
final class StoreGate {
    private static final Logger LOG = LoggerFactory.getLogger(DurablePolicyCache.class);
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final String direction;
    private final Clock clock;
    private final CacheListener listener;
    private final AtomicLong faults = new AtomicLong();
    private volatile @Nullable Fault fault;

    /** @param pauseMillis how long the store is not used after {@code atMillis} */
    private record Fault(StoreException cause, long atMillis, long pauseMillis) {}

    StoreGate(String direction, Clock clock, CacheListener listener) {
        this.direction = direction;
        this.clock = clock;
        this.listener = listener;
    }

    /** Whether the store may be used now. If the clock was set back, it may. */
    boolean isOpen() {
        Fault last = fault;
        if (last == null) {
            return true;
        }
        long age = clock.millis() - last.atMillis;
        return age < 0 || age >= last.pauseMillis;
    }

    /** Returns how long the store is not used after the last failure. */
    long pauseMillis() {
        Fault last = fault;
        return last == null ? 0 : last.pauseMillis;
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
            long pause = last == null ? FIRST_PAUSE_MILLIS : Math.min(2 * last.pauseMillis, LONGEST_PAUSE_MILLIS);
            fault = new Fault(cause, clock.millis(), pause);
        }
        if (last == null || last.cause.kind() != cause.kind()) {
            LOG.error(
                    "{} Policies are {} memory only until the store works again.",
                    cause.getMessage(),
                    direction,
                    cause);
            notifyListener(() -> listener.storeFailed(cause));
        }
    }

    void worked() {
        if (fault == null) {
            return;
        }
        boolean recovered;
        synchronized (this) {
            recovered = fault != null;
            fault = null;
        }
        if (recovered) {
            LOG.info("Policy store works again: policies are {} the store", direction);
            notifyListener(listener::storeRecovered);
        }
    }

    static void notifyListener(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.warn("Cache listener failed; the event is lost", e);
        }
    }
}
