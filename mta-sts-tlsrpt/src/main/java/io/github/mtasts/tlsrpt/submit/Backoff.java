package io.github.mtasts.tlsrpt.submit;

import java.time.Duration;

/** How long to wait after each failed attempt (RFC 8460 section 5.5): twice as long each time, up to four hours. */
final class Backoff {
    /** From the first attempt; later the report is dropped. */
    static final Duration WINDOW = Duration.ofHours(24);

    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(4);
    private static final int DOUBLINGS = 6;

    private Backoff() {}

    /** @param failedBefore how many attempts had failed before the one that failed now */
    static Duration after(int failedBefore) {
        Duration delay = FIRST.multipliedBy(1L << Math.min(failedBefore, DOUBLINGS));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
