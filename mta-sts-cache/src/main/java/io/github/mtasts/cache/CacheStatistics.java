package io.github.mtasts.cache;

/**
 * Counts of a {@link DurablePolicyCache} since it was built. Immutable.
 *
 * @param waiting policies that are in memory and not yet in the store
 * @param dropped policies that were never written, because too many waited
 * @param readFaults how often reading from the store failed
 * @param writeFaults how often writing to the store failed
 * @param unreadableRows how often a row was met that is no valid policy
 */
public record CacheStatistics(long waiting, long dropped, long readFaults, long writeFaults, long unreadableRows) {}
