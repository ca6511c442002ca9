package io.github.mtasts.tlsrpt.summary;

/**
 * The criteria of {@link Readiness}. Immutable.
 *
 * @param days the number of days that reports must cover
 * @param reporters the number of organisations that must have reported
 * @param sessions the number of sessions under the policy that are required
 * @param quietDays the number of days without failures that are required up to the last report
 */
public record Criteria(int days, int reporters, long sessions, int quietDays) {
    /** 14 days, 2 reporters, 100 sessions, and 7 days without failures. */
    public static final Criteria DEFAULT = new Criteria(14, 2, 100, 7);

    /**
     * Checks the criteria.
     *
     * @param days the number of days
     * @param reporters the number of organisations
     * @param sessions the number of sessions
     * @param quietDays the number of days without failures
     * @throws IllegalArgumentException if a value is not positive
     */
    public Criteria {
        if (days <= 0 || reporters <= 0 || sessions <= 0 || quietDays <= 0) {
            throw new IllegalArgumentException("Criteria has " + days + " days, " + reporters + " reporters, "
                    + sessions + " sessions and " + quietDays + " quiet days: each must be at least 1");
        }
    }
}
