package io.github.mtasts;

import java.time.Duration;

/**
 * The time limit of one attempt, in monotonic time: a change of the wall clock does not move it.
 *
 * @param startNanos the start of the attempt
 * @param length how long it may take
 */
record TimeLimit(long startNanos, Duration length) {
    boolean hasPassed() {
        return leftNanos() == 0;
    }

    /** What is left, at least 0. */
    long leftNanos() {
        return Math.max(0, length.toNanos() - (System.nanoTime() - startNanos));
    }
}
