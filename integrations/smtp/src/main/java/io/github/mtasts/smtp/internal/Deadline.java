package io.github.mtasts.smtp.internal;

import java.time.Duration;

/** The end of the time for a piece of work. Immutable. */
public final class Deadline {
    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** An equal share of the time that is left: what a slow domain may use while others wait. */
    public Deadline share(int parts) {
        return in(left().dividedBy(parts));
    }

    /** The time that is left; never less than a millisecond, so that it can be used as a limit. */
    public Duration left() {
        return Duration.ofNanos(Math.max(endNanos - System.nanoTime(), 1_000_000));
    }
}
