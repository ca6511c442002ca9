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
        return System.nanoTime() - startNanos >= length.toNanos();
    }
}
