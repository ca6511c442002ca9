package io.github.mtasts.tlsrpt.store;

/**
 * Limits on the counts of one day; they hold however many failures an attacker causes (RFC 8460 section 5.2).
 * Immutable.
 *
 * @param domains the largest number of reported domains per day; sessions with further domains are dropped
 * @param policies the largest number of distinct policies per domain and day; sessions under further policies are
 *     counted in one entry without a policy-string
 * @param details the largest number of distinct failure details per domain and day; further ones are counted in one
 *     entry that says so
 */
public record ReportLimits(int domains, int policies, int details) {
    /** 100,000 domains; per domain 20 policies and 5,000 failure details. */
    public static final ReportLimits DEFAULT = new ReportLimits(100_000, 20, 5_000);

    /**
     * Checks the limits.
     *
     * @param domains the largest number of reported domains per day
     * @param policies the largest number of distinct policies per domain and day
     * @param details the largest number of distinct failure details per domain and day
     * @throws IllegalArgumentException if a limit is not positive
     */
    public ReportLimits {
        if (domains <= 0 || policies <= 0 || details <= 0) {
            throw new IllegalArgumentException("ReportLimits has domains " + domains + ", policies " + policies
                    + " and details " + details + ": each must be at least 1");
        }
    }
}
