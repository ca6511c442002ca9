package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.failure.StoreException;

/**
 * Is told what the counting leaves out, for metrics and alerts. Each is logged as well. Implementations are thread-safe and do
 * not block.
 */
public interface CountingListener {
    /** Does nothing. */
    CountingListener NONE = new CountingListener() {};

    /**
     * Sessions were left out because their report was closed.
     *
     * @param sessions how many outcomes; for what a store refuses, how many reports
     */
    default void late(long sessions) {}

    /**
     * Sessions were left out because their day has as many domains as it may have.
     *
     * @param sessions how many outcomes; for what a store refuses, how many reports
     */
    default void tooManyDomains(long sessions) {}

    /**
     * The store failed. Counts wait in memory.
     *
     * @param cause says what to do
     */
    default void storeFailed(StoreException cause) {}

    /** The store works again. */
    default void storeRecovered() {}
}
