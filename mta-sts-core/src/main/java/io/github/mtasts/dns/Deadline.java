package io.github.mtasts.dns;

import java.time.Duration;

/** The end of the wait for a lookup, in monotonic time: a change of the wall clock does not move it. */
final class Deadline {
    private final long startNanos = System.nanoTime();
    private final long lengthNanos;

    private Deadline(long lengthNanos) {
        this.lengthNanos = lengthNanos;
    }

    static Deadline in(Duration length) {
        return new Deadline(length.toNanos());
    }

    /** The time left, in nanoseconds; 0 when it has passed. */
    long remainingNanos() {
        return Math.max(0, lengthNanos - (System.nanoTime() - startNanos));
    }
}
