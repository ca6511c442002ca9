package io.github.mtasts.tlsrpt.store;

/**
 * How much a day may hold, whatever an attacker makes fail (RFC 8460 section 5.2). Immutable.
 *
 * @param domains reported domains of one day
 * @param policies distinct policies of one domain and day; sessions under further ones are counted in one entry without a
 *     policy-string
 * @param details distinct failure details of one domain and day; what goes over is counted in one entry that says so
 */
public record ReportLimits(int domains, int policies, int details) {
    /** One hundred thousand domains, twenty policies and five thousand failure details each. */
    public static final ReportLimits DEFAULT = new ReportLimits(100_000, 20, 5_000);

    /**
     * Caps.
     *
     * @param domains reported domains of one day
     * @param policies distinct policies of one domain and day
     * @param details distinct failure details of one domain and day
     * @throws IllegalArgumentException when one is not positive
     */
    public ReportLimits {
        if (domains <= 0 || policies <= 0 || details <= 0) {
            throw new IllegalArgumentException("caps are " + domains + " domains, " + policies + " policies and "
                    + details + " details: each must be at least 1");
        }
    }
}
