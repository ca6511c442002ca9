package io.github.mtasts.tlsrpt.submit.internal;

import java.time.Duration;

/** The delay after a failed attempt (RFC 8460 section 5.5): five minutes, doubled after each failure, at most four hours. */
final class Backoff {
    /** The time after the first attempt when a report is dropped. */
    static final Duration WINDOW = Duration.ofHours(24);

    /** The time after which a report is too old to be sent, although this server itself was the cause of the delay. */
    static final Duration STALE = Duration.ofDays(7);

    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(4);
    private static final int DOUBLINGS = 6;

    private Backoff() {}

    /** @param failedBefore the number of failed attempts before the current one */
    static Duration after(int failedBefore) {
        Duration delay = FIRST.multipliedBy(1L << Math.min(failedBefore, DOUBLINGS));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
