package io.github.mtasts.tlsrpt.read;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The date-range of a report. Reports cover one UTC day, but some reporters send longer ones.
 *
 * @param start the first instant
 * @param end the last instant, or the following midnight; not before the start
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4.1">RFC 8460 section 4.1</a>
 */
public record ReportRange(Instant start, Instant end) {
    /**
     * Checks the order.
     *
     * @param start the first instant
     * @param end the last instant, or the following midnight
     * @throws IllegalArgumentException if the end is before the start
     */
    public ReportRange {
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("The range ends at " + end + ", before it starts at " + start);
        }
    }

    /**
     * Returns the UTC day on which the range starts.
     *
     * @return the first day
     */
    public LocalDate day() {
        return dayOf(start);
    }

    /**
     * Returns the UTC day on which the range ends. An end at midnight belongs to the day before (D23).
     *
     * @return the last day; for nearly all reports the same as {@link #day()}
     */
    public LocalDate lastDay() {
        return end.equals(start) ? day() : dayOf(end.minusNanos(1));
    }

    private static LocalDate dayOf(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
