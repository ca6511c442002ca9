package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.failure.StoreException;

/**
 * Receives the events of counting, for metrics and alerts: sessions that are dropped, and store failures. Each event is
 * logged as well. Implementations must be thread-safe and must not block.
 */
public interface CountingListener {
    /** Ignores all events. */
    CountingListener NONE = new CountingListener() {};

    /**
     * Sessions were dropped because the report of their day was already closed.
     *
     * @param sessions the number of sessions
     */
    default void late(long sessions) {}

    /**
     * Sessions were dropped because their day had reached {@link ReportLimits#domains()}.
     *
     * @param sessions the number of sessions
     */
    default void tooManyDomains(long sessions) {}

    /**
     * Sessions were dropped because their day had reached {@link ReportLimits#unanswered()}.
     *
     * @param sessions the number of sessions
     */
    default void tooManyUnanswered(long sessions) {}

    /**
     * Sessions were dropped because the store refuses their counts as malformed.
     *
     * @param sessions the number of sessions
     */
    default void refused(long sessions) {}

    /**
     * The store failed. Counts are kept in memory until it works again.
     *
     * @param cause the failure; its message names the remedy
     */
    default void storeFailed(StoreException cause) {}

    /** The store works again. */
    default void storeRecovered() {}
}
