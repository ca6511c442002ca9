package io.github.mtasts.tlsrpt.internal;

import io.github.mtasts.failure.StoreException;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides whether this node may close the reports of days that are over. It may not while the clock has jumped recently, nor
 * after a store failure before this node has written its counts. If other nodes share the store, it waits five minutes longer
 * after a failure, so that they can write theirs. While the store is full it may close them an hour late, because only
 * completed reports make room; counts that the store has not taken by then are late. Thread-safe.
 */
public final class ClosingGate {
    private static final Duration WAIT_FOR_OTHERS = Duration.ofMinutes(5);
    private static final Duration WAIT_FOR_ROOM = Duration.ofHours(1);

    private final ClockWatch watch;
    private final boolean isShared;
    private boolean isFailing;
    private boolean isFull;
    private boolean isFlushed;
    private boolean hasRecovered;
    private long recoveredNanos;

    /** @param isShared whether other nodes count into the same store */
    public ClosingGate(ClockWatch watch, boolean isShared) {
        this.watch = watch;
        this.isShared = isShared;
    }

    /** Returns the watch of the clock. */
    public ClockWatch watch() {
        return watch;
    }

    /** Notes that the store failed. */
    public synchronized void storeFailed() {
        isFailing = true;
        isFull = false;
        isFlushed = false;
    }

    /** Notes that the store failed, and whether it is full. */
    public synchronized void storeFailed(StoreException cause) {
        storeFailed();
        isFull = cause.kind() == StoreException.Kind.FULL;
    }

    /** Notes that all counts that this node held are in the store. */
    public synchronized void flushed() {
        if (isFailing) {
            isFailing = false;
            isFull = false;
            hasRecovered = true;
            recoveredNanos = watch.nanos();
        }
        isFlushed = true;
    }

    /** Returns how long after their time reports may be closed; empty if none may be closed now. */
    public synchronized Optional<Duration> closingDelay() {
        if (!watch.isCalm()) {
            return Optional.empty();
        }
        if (isFull) {
            return Optional.of(WAIT_FOR_ROOM);
        }
        boolean mayClose =
                isFlushed && !(isShared && hasRecovered && watch.nanos() - recoveredNanos < WAIT_FOR_OTHERS.toNanos());
        return mayClose ? Optional.of(Duration.ZERO) : Optional.empty();
    }
}
