package io.github.mtasts.tlsrpt.summary;

/**
 * What makes a domain ready for enforce. Immutable.
 *
 * @param days how many days reports must cover
 * @param reporters how many organisations must have reported
 * @param sessions how many sessions there must have been under the policy
 * @param quietDays how many days up to the last report must be without failures
 */
public record Criteria(int days, int reporters, long sessions, int quietDays) {
    /** Fourteen days, two reporters, a hundred sessions, seven quiet days. */
    public static final Criteria DEFAULT = new Criteria(14, 2, 100, 7);

    /**
     * Criteria.
     *
     * @param days how many days
     * @param reporters how many organisations
     * @param sessions how many sessions
     * @param quietDays how many days without failures
     * @throws IllegalArgumentException when one is not positive
     */
    public Criteria {
        if (days <= 0 || reporters <= 0 || sessions <= 0 || quietDays <= 0) {
            throw new IllegalArgumentException("criteria are " + days + " days, " + reporters + " reporters, "
                    + sessions + " sessions and " + quietDays + " quiet days: each must be at least 1");
        }
    }
}
