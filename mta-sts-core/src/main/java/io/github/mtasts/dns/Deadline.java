package io.github.mtasts.dns;

import java.time.Duration;

/** The moment after which nobody waits for a lookup any more. Monotonic time: a change of the wall clock moves nothing. */
final class Deadline {
    private final long startNanos = System.nanoTime();
    private final long lengthNanos;

    private Deadline(long lengthNanos) {
        this.lengthNanos = lengthNanos;
    }

    static Deadline in(Duration length) {
        return new Deadline(length.toNanos());
    }

    /** What is left, in nanoseconds; 0 when it has passed. */
    long remainingNanos() {
        return Math.max(0, lengthNanos - (System.nanoTime() - startNanos));
    }
}
