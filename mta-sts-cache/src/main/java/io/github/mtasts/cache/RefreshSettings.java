package io.github.mtasts.cache;

import java.time.Duration;

/**
 * What bounds proactive refresh. Immutable.
 *
 * @param unusedAfter policies that no delivery used for so long are no longer refreshed, and go when they expire
 * @param concurrency how many refreshes may be under way at once
 */
public record RefreshSettings(Duration unusedAfter, int concurrency) {
    /** 30 days, and eight at once. */
    public static final RefreshSettings DEFAULT = new RefreshSettings(Duration.ofDays(30), 8);

    /**
     * Checks the settings.
     *
     * @param unusedAfter policies that no delivery used for so long are no longer refreshed
     * @param concurrency how many refreshes may be under way at once
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    public RefreshSettings {
        if (unusedAfter.compareTo(Duration.ofDays(2)) < 0) {
            throw new IllegalArgumentException(
                    "unusedAfter is " + unusedAfter + ": use is noted about daily, so it must be at least two days");
        }
        if (concurrency <= 0) {
            throw new IllegalArgumentException("concurrency is " + concurrency + ": it must be at least 1");
        }
    }
}
