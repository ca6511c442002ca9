package io.github.mtasts.tlsrpt.internal;

import java.time.Duration;

/**
 * Decides whether this node may close the reports of days that are over. It may not while the clock has jumped recently, nor
 * after a store failure before this node has written its counts. If other nodes share the store, it waits five minutes longer
 * after a failure, so that they can write theirs. Thread-safe.
 */
public final class ClosingGate {
    private static final Duration WAIT_FOR_OTHERS = Duration.ofMinutes(5);

    private final ClockWatch watch;
    private final boolean isShared;
    private boolean isFailing;
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
        isFlushed = false;
    }

    /** Notes that all counts that this node held are in the store. */
    public synchronized void flushed() {
        if (isFailing) {
            isFailing = false;
            hasRecovered = true;
            recoveredNanos = watch.nanos();
        }
        isFlushed = true;
    }

    /** Returns whether days may be closed now. */
    public synchronized boolean mayClose() {
        return watch.isCalm()
                && isFlushed
                && !(isShared && hasRecovered && watch.nanos() - recoveredNanos < WAIT_FOR_OTHERS.toNanos());
    }
}
