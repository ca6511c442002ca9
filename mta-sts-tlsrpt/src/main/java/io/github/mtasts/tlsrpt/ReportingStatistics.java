package io.github.mtasts.tlsrpt;

/**
 * The state of a {@link TlsReporting} now, and its counters since it was built. Immutable.
 *
 * @param countsWaiting the reports with counts in memory that are not in the store, as of the last write, half a second ago at
 *     most; those of domains whose first look-up is under way among them
 * @param inProgress the look-ups and attempts of reports that are under way
 * @param storeWorks whether the store worked when it was last used
 * @param sending false while no reports are sent, because most destinations refuse them
 * @param eventsLost the events that a {@link io.github.mtasts.tlsrpt.store.ReportingListener} was too slow for
 */
public record ReportingStatistics(
        long countsWaiting, int inProgress, boolean storeWorks, boolean sending, long eventsLost) {}
