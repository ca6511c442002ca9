package io.github.mtasts.tlsrpt.store.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.CRC32;

/**
 * The schedule of a report after its day has ended (RFC 8460 section 4.1). Times are spread by a checksum of the name,
 * so that every node, also after a restart, computes the same ones. Immutable.
 *
 * @param counted how long after midnight sessions of the day before are still counted
 * @param spread how long after midnight the last report is sent for the first time
 */
public record PlanTimes(Duration counted, Duration spread) {
    /** Allows for counts that are being written to the store when counting ends. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** Ten minutes, and the four hours that section 4.1 suggests. */
    public static final PlanTimes DEFAULT = new PlanTimes(Duration.ofMinutes(10), Duration.ofHours(4));

    /**
     * Checks the times.
     *
     * @throws IllegalArgumentException unless the spread ends more than a minute after counting
     */
    public PlanTimes {
        if (counted.isNegative() || spread.compareTo(counted.plus(MARGIN)) <= 0) {
            throw new IllegalArgumentException(
                    "reports are sent until " + spread + " after midnight, and sessions are counted until " + counted
                            + ": sending must end more than a minute after counting");
        }
    }

    /** Returns when counting into a report ends. */
    public Instant closedAt(ReportKey report) {
        return report.nextMidnight().plus(counted);
    }

    /** Returns when the destinations of a report are looked up: in the first half of the spread. */
    public Instant plannedAt(ReportKey report) {
        Instant first = closedAt(report).plus(MARGIN);
        Instant last = report.nextMidnight().plus(spread);
        return between(first, first.plus(Duration.between(first, last).dividedBy(2)), seed(report));
    }

    /**
     * Returns when a report is first sent to a destination.
     *
     * @param now the time of the decision
     * @return a time in the rest of the spread, or {@code now} if the spread is over
     */
    public Instant sentAt(ReportKey report, String destination, Instant now) {
        Instant last = report.nextMidnight().plus(spread);
        return now.isBefore(last) ? between(now, last, seed(report) + " " + destination) : now;
    }

    /** Do not change it: nodes with different versions of the library must compute the same times. */
    private static String seed(ReportKey report) {
        return report.domain() + " of " + report.day();
    }

    private static Instant between(Instant first, Instant last, String seed) {
        CRC32 checksum = new CRC32();
        checksum.update(seed.getBytes(StandardCharsets.UTF_8));
        long range = Math.max(1, Duration.between(first, last).toMillis());
        return first.plusMillis((long) ((checksum.getValue() / (double) (1L << 32)) * range));
    }
}
