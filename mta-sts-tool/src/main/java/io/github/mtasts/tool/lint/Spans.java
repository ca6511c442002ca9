package io.github.mtasts.tool.lint;

import java.time.Duration;

/** Lengths of time in words. Pure. */
public final class Spans {
    private static final Duration LONG_IN_HOURS = Duration.ofDays(2);
    private static final Duration LONG_IN_MINUTES = Duration.ofHours(2);
    private static final Duration LONG_IN_SECONDS = Duration.ofMinutes(2);

    private Spans() {}

    /**
     * A length of time in its largest unit of which there are two or more, rounded down; days from 48 hours on.
     *
     * @param span not negative
     * @return such as {@code 7 days}
     */
    public static String of(Duration span) {
        if (span.compareTo(LONG_IN_HOURS) >= 0) {
            return span.toDays() + " days";
        }
        if (span.compareTo(LONG_IN_MINUTES) >= 0) {
            return span.toHours() + " hours";
        }
        if (span.compareTo(LONG_IN_SECONDS) >= 0) {
            return span.toMinutes() + " minutes";
        }
        return span.toSeconds() + (span.toSeconds() == 1 ? " second" : " seconds");
    }
}
