package io.github.mtasts.tlsrpt.summary;

/**
 * When reports are enough to let a domain go from testing to enforce. Failures and numbers are those under policies of type
 * sts.
 *
 * @param days how many days reports must cover
 * @param reporters how many organisations must have reported
 * @param sessions how many sessions they must have counted
 * @param quietDays for how many days no session may have failed that would be held back under enforce
 * @param windowDays how many days are looked at, back from the last one, at least {@code days} and {@code quietDays}
 */
public record ReadinessCriteria(int days, int reporters, long sessions, int quietDays, int windowDays) {
    /** Two weeks of reports within four, of two organisations, over a hundred sessions; a week without failures. */
    public static final ReadinessCriteria DEFAULT = new ReadinessCriteria(14, 2, 100, 7, 28);

    /**
     * Checks the criteria.
     *
     * @param days how many days reports must cover
     * @param reporters how many organisations must have reported
     * @param sessions how many sessions they must have counted
     * @param quietDays for how many days no session may have failed
     * @param windowDays how many days are looked at
     * @throws IllegalArgumentException when one is below 1, or the window is too short for the others
     */
    public ReadinessCriteria {
        if (Math.min(Math.min(days, reporters), quietDays) < 1 || sessions < 1) {
            throw new IllegalArgumentException("Each of the criteria must be at least 1: days " + days + ", reporters "
                    + reporters + ", sessions " + sessions + ", quietDays " + quietDays);
        }
        if (windowDays < Math.max(days, quietDays)) {
            throw new IllegalArgumentException("windowDays is " + windowDays + ": it must be at least days (" + days
                    + ") and quietDays (" + quietDays + ")");
        }
    }
}
