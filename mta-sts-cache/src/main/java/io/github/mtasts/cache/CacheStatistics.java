package io.github.mtasts.cache;

import java.util.Map;

/**
 * The state of a {@link DurablePolicyCache} now, and its counters since it was built. Immutable.
 *
 * @param held about how many policies are in memory
 * @param waiting the policies in memory that are not yet in the store
 * @param dropped the policies that were never written, because too many waited
 * @param readable whether the last read from the store succeeded
 * @param writable whether the last write to the store succeeded
 * @param readFaults the failures to read from the store
 * @param writeFaults the failures to write to the store
 * @param unreadableRows how often a row without a valid policy was read
 * @param refreshesFailing the policies in force whose last refresh on this node failed, by the urgency that they have now; of
 *     each level
 * @param eventsLost the events that a {@link CacheListener} was too slow for
 */
public record CacheStatistics(
        long held,
        long waiting,
        long dropped,
        boolean readable,
        boolean writable,
        long readFaults,
        long writeFaults,
        long unreadableRows,
        Map<RefreshAlert.Level, Long> refreshesFailing,
        long eventsLost) {
    /**
     * Keeps an unchangeable copy of the map.
     *
     * @param held about how many policies are in memory
     * @param waiting the policies in memory that are not yet in the store
     * @param dropped the policies that were never written
     * @param readable whether the last read succeeded
     * @param writable whether the last write succeeded
     * @param readFaults the failures to read
     * @param writeFaults the failures to write
     * @param unreadableRows how often a row without a valid policy was read
     * @param refreshesFailing the policies in force whose last refresh failed
     * @param eventsLost the events that a listener was too slow for
     */
    public CacheStatistics {
        refreshesFailing = Map.copyOf(refreshesFailing);
    }
}
