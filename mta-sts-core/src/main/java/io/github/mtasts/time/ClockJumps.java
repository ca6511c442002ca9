package io.github.mtasts.time;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Detects that somebody set the clock: the difference between wall time and monotonic time has changed by more than a minute
 * from one look to the next. A slow correction is no jump. A jump counts from when it is seen. Thread-safe.
 */
public final class ClockJumps {
    private static final long LEAST_MILLIS = 60_000;

    private final Clock clock;
    private final LongSupplier nanos;
    private long difference;
    private long sinceNanos;
    private boolean hasJumped;

    /**
     * Begins to watch a clock.
     *
     * @param clock wall time
     * @param nanos monotonic time in nanoseconds, such as {@code System::nanoTime}
     */
    public ClockJumps(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.sinceNanos = nanos.getAsLong();
        this.difference = difference(sinceNanos);
    }

    private long difference(long nowNanos) {
        return clock.millis() - nowNanos / 1_000_000;
    }

    /**
     * Compares the clocks.
     *
     * @return by how much the clock has jumped since the last look; empty if it has not
     */
    public synchronized Optional<Duration> look() {
        long now = nanos.getAsLong();
        long current = difference(now);
        long change = current - difference;
        difference = current;
        if (Math.abs(change) <= LEAST_MILLIS) {
            return Optional.empty();
        }
        sinceNanos = now;
        hasJumped = true;
        return Optional.of(Duration.ofMillis(change));
    }

    /**
     * Whether the clock has run without a jump for a time, since it is watched and since the last jump. Looks first.
     *
     * @param time how long
     * @return whether it has
     */
    public synchronized boolean isSteadyFor(Duration time) {
        look();
        return nanos.getAsLong() - sinceNanos >= time.toNanos();
    }

    /**
     * Whether a jump was seen within a time. Looks first.
     *
     * @param time how long ago
     * @return whether there was one
     */
    public synchronized boolean hasJumpedWithin(Duration time) {
        look();
        return hasJumped && nanos.getAsLong() - sinceNanos < time.toNanos();
    }
}
