package io.github.mtasts.tlsrpt.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.CRC32;

/**
 * When things happen after a day has ended (RFC 8460 section 4.1). Times are spread by a checksum of the name, so that every
 * node, and a node that starts anew, comes to the same.
 *
 * @param counted how long after midnight sessions of the day before are still counted
 * @param spread until when after midnight the last report is on its way
 */
public record PlanTimes(Duration counted, Duration spread) {
    /** For counts that are on their way to the store when the counting ends. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** Ten minutes, and four hours as section 4.1 suggests. */
    public static final PlanTimes DEFAULT = new PlanTimes(Duration.ofMinutes(10), Duration.ofHours(4));

    /**
     * Times.
     *
     * @param counted how long after midnight sessions of the day before are still counted
     * @param spread until when after midnight the last report is on its way
     * @throws IllegalArgumentException when the spread ends before the counting
     */
    public PlanTimes {
        if (counted.isNegative() || spread.compareTo(counted.plus(MARGIN)) <= 0) {
            throw new IllegalArgumentException(
                    "reports are sent until " + spread + " after midnight, and counted until " + counted
                            + ": sending must end more than a minute after counting");
        }
    }

    /**
     * When counting into a report ends.
     *
     * @param report which
     * @return some minutes after midnight
     */
    public Instant closedAt(ReportKey report) {
        return report.nextMidnight().plus(counted);
    }

    /**
     * When the destinations of a report are looked up.
     *
     * @param report which
     * @return in the first half of the spread
     */
    public Instant plannedAt(ReportKey report) {
        Instant first = closedAt(report).plus(MARGIN);
        Instant last = report.nextMidnight().plus(spread);
        return between(first, first.plus(Duration.between(first, last).dividedBy(2)), report.toString());
    }

    /**
     * When a report is first sent to a destination.
     *
     * @param report which
     * @param destination its URI
     * @param now the time at which that is decided
     * @return in what is left of the spread, or now when nothing is
     */
    public Instant sentAt(ReportKey report, String destination, Instant now) {
        Instant last = report.nextMidnight().plus(spread);
        return now.isBefore(last) ? between(now, last, report + " " + destination) : now;
    }

    private static Instant between(Instant first, Instant last, String seed) {
        CRC32 checksum = new CRC32();
        checksum.update(seed.getBytes(StandardCharsets.UTF_8));
        long range = Math.max(1, Duration.between(first, last).toMillis());
        return first.plusMillis((long) ((checksum.getValue() / (double) (1L << 32)) * range));
    }
}
