package io.github.mtasts.cache;

/**
 * Counters of a {@link DurablePolicyCache} since it was built. Immutable.
 *
 * @param waiting the policies in memory that are not yet in the store
 * @param dropped the policies that were never written, because too many waited
 * @param readFaults the failures to read from the store
 * @param writeFaults the failures to write to the store
 * @param unreadableRows how often a row without a valid policy was read
 */
public record CacheStatistics(long waiting, long dropped, long readFaults, long writeFaults, long unreadableRows) {}
