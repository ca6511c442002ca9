package io.github.mtasts.tlsrpt.summary;

/**
 * The criteria of {@link Readiness}. Only reports of verified submitters count as evidence, and only about days in the
 * window, which ends on the day of the summary. Immutable.
 *
 * @param windowDays the length of the window in days
 * @param days the number of days in the window that reports must cover
 * @param submitters the number of distinct verified submitters that must have reported
 * @param sessions the number of sessions under the policy that are required
 * @param quietDays the number of days without failures that are required before the day of the summary
 * @param newestDays the largest age of the newest report, in days
 */
public record Criteria(int windowDays, int days, int submitters, long sessions, int quietDays, int newestDays) {
    /**
     * 14 of the last 28 days, 2 submitters, 100 sessions, 7 days without failures, and a report about one of the last 3
     * days: reports about a day arrive on the next day or later.
     */
    public static final Criteria DEFAULT = new Criteria(28, 14, 2, 100, 7, 3);

    /**
     * Checks the criteria.
     *
     * @param windowDays the length of the window
     * @param days the number of days that reports cover
     * @param submitters the number of submitters
     * @param sessions the number of sessions
     * @param quietDays the number of days without failures
     * @param newestDays the largest age of the newest report
     * @throws IllegalArgumentException if a value is not positive, or if the window is shorter than the days
     */
    public Criteria {
        if (days <= 0 || submitters <= 0 || sessions <= 0 || quietDays <= 0 || newestDays <= 0 || windowDays < days) {
            throw new IllegalArgumentException("Criteria has a window of " + windowDays + " days, " + days + " days, "
                    + submitters + " submitters, " + sessions + " sessions, " + quietDays + " quiet days and "
                    + newestDays + " days to the newest report: each must be at least 1, and the window must not be"
                    + " shorter than the days");
        }
    }
}
