package io.github.mtasts.time;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Detects that somebody set the clock: the difference between wall time and monotonic time has changed from one look to the
 * next by more than a least time. A slow correction is no jump; a machine that was suspended has one, because its monotonic time
 * stood still. A jump counts from when it is seen. Thread-safe.
 */
public final class ClockJumps {
    private final Clock clock;
    private final LongSupplier nanos;
    private final long leastMillis;
    private long difference;
    private long sinceNanos;
    private boolean hasJumped;

    /**
     * Begins to watch a clock.
     *
     * @param clock wall time
     * @param nanos monotonic time in nanoseconds, such as {@code System::nanoTime}
     * @param least a change that is no jump yet
     */
    public ClockJumps(Clock clock, LongSupplier nanos, Duration least) {
        this.clock = clock;
        this.nanos = nanos;
        this.leastMillis = least.toMillis();
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
        if (Math.abs(change) <= leastMillis) {
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
