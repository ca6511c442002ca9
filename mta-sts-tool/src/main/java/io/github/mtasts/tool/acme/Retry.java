package io.github.mtasts.tool.acme;

import java.time.Instant;

/**
 * When to try again.
 *
 * @param failures how many attempts have failed since the last success
 * @param next not before this time
 */
record Retry(int failures, Instant next) {
    /** Nothing has failed. */
    static final Retry NONE = new Retry(0, Instant.EPOCH);

    /**
     * Whether the wait is over. A time that is further away than any wait is from a clock that was wrong and has been set back: it
     * may have been written to disk, and would keep a host without a certificate for years.
     */
    boolean isOver(Instant now) {
        return !now.isBefore(next) || next.isAfter(now.plus(RenewalTimes.LONGEST_WAIT));
    }
}
