package io.github.mtasts.resolution;

import java.time.Duration;

/**
 * How resolution weighs waiting against knowing, and what bounds its work.
 *
 * @param alwaysCheck compare the TXT id before every delivery (RFC 8461 section 5.1), not in the background
 * @param fetchInBackground do not hold back a delivery for the first fetch (RFC 8461 section 5.1); it goes as if the
 *     domain had no policy
 * @param deferOnDnsFailure hold back deliveries to a domain without a cached policy while the DNS cannot tell (D11)
 * @param compareEvery how old the last comparison of a TXT id may be before a delivery starts one in the background
 * @param maxLookups how many TXT look-ups may be under way at once
 * @param maxFetches how many fetches may be under way at once
 * @param maxRemembered of how many domains absences and failures are remembered
 */
public record ResolutionSettings(
        boolean alwaysCheck,
        boolean fetchInBackground,
        boolean deferOnDnsFailure,
        Duration compareEvery,
        int maxLookups,
        int maxFetches,
        int maxRemembered) {

    private static final Duration LONGEST = Duration.ofDays(366);

    /** What most senders want: wait for the first fetch, compare every five minutes. */
    public static final ResolutionSettings DEFAULT =
            new ResolutionSettings(false, false, false, Duration.ofMinutes(5), 100, 100, 100_000);

    /**
     * Checks the settings.
     *
     * @param alwaysCheck compare the TXT id before every delivery
     * @param fetchInBackground do not hold back a delivery for the first fetch
     * @param deferOnDnsFailure hold back deliveries while the DNS cannot tell
     * @param compareEvery how old the last comparison may be
     * @param maxLookups how many TXT look-ups may be under way at once
     * @param maxFetches how many fetches may be under way at once
     * @param maxRemembered of how many domains absences and failures are remembered
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    public ResolutionSettings {
        if (compareEvery.isNegative() || compareEvery.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "compareEvery is " + compareEvery + ": it must not be negative, nor longer than " + LONGEST);
        }
        requirePositive("maxLookups", maxLookups);
        requirePositive("maxFetches", maxFetches);
        requirePositive("maxRemembered", maxRemembered);
    }

    private static void requirePositive(String setting, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(setting + " is " + value + ": it must be at least 1");
        }
    }
}
