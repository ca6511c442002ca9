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
 * @param unanswered the largest number of domains per day of which no look-up has shown yet whether they ask for reports;
 *     they do not count as {@code domains}, and beyond the number those without failures are dropped first
 */
public record ReportLimits(int domains, int policies, int details, int unanswered) {
    private static final int UNANSWERED = 100_000;

    /** 100,000 domains, and 100,000 unanswered ones; per domain 20 policies and 5,000 failure details. */
    public static final ReportLimits DEFAULT = new ReportLimits(100_000, 20, 5_000);

    /**
     * Checks the limits.
     *
     * @param domains the largest number of reported domains per day
     * @param policies the largest number of distinct policies per domain and day
     * @param details the largest number of distinct failure details per domain and day
     * @param unanswered the largest number of domains per day without an answer
     * @throws IllegalArgumentException if a limit is not positive
     */
    public ReportLimits {
        if (domains <= 0 || policies <= 0 || details <= 0 || unanswered <= 0) {
            throw new IllegalArgumentException("ReportLimits has domains " + domains + ", policies " + policies
                    + ", details " + details + " and unanswered " + unanswered + ": each must be at least 1");
        }
    }

    /**
     * Creates limits with room for 100,000 domains without an answer.
     *
     * @param domains the largest number of reported domains per day
     * @param policies the largest number of distinct policies per domain and day
     * @param details the largest number of distinct failure details per domain and day
     * @throws IllegalArgumentException if a limit is not positive
     */
    public ReportLimits(int domains, int policies, int details) {
        this(domains, policies, details, UNANSWERED);
    }
}
