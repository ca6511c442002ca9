package io.github.mtasts.tool.reports;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Notices that somebody set the clock: its difference to a time that nobody sets has changed by more than a minute from one look to the
 * next. Not thread-safe.
 */
final class ClockJumps {
    private static final long LEAST_MILLIS = 60_000;

    private final Clock clock;
    private final LongSupplier nanoTime;
    private long difference;
    private long jumpNanos;
    private boolean hasJumped;

    /** @param nanoTime the time in nanoseconds that nobody sets */
    ClockJumps(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.difference = difference();
    }

    private long difference() {
        return clock.millis() - nanoTime.getAsLong() / 1_000_000;
    }

    /** Looks at both times; answers by how much the clock jumped since the last look. */
    Optional<Duration> look() {
        long current = difference();
        long change = current - difference;
        difference = current;
        if (Math.abs(change) <= LEAST_MILLIS) {
            return Optional.empty();
        }
        hasJumped = true;
        jumpNanos = nanoTime.getAsLong();
        return Optional.of(Duration.ofMillis(change));
    }

    /** Whether no jump was seen for a time. */
    boolean isCalmFor(Duration time) {
        return !hasJumped || nanoTime.getAsLong() - jumpNanos >= time.toNanos();
    }
}
