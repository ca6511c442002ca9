package io.github.mtasts.resolution;

import io.github.mtasts.name.PolicyDomain;
import org.jspecify.annotations.Nullable;

/**
 * Port: the sender's cache of policies (RFC 8461 section 3.3). Implementations are thread-safe. A bounded cache removes the
 * least recently used entries first; a cache with a store behind it removes none.
 *
 * <p>A cache does not interpret policies: it removes one only for lack of room or because its max_age has passed. A cache that
 * cannot read its store may throw an unchecked exception: the delivery is then deferred, because the store may have an unexpired
 * policy. A cache that cannot write throws, too; the fetched policy is applied and not kept.
 */
public interface PolicyCache {
    /**
     * Looks up the entry of a domain in memory and in the store. May do I/O, for seconds at most; the library calls it on threads
     * that may block.
     *
     * @param domain the Policy Domain
     * @return the entry; null when there is none, or its policy has expired
     */
    @Nullable
    CachedPolicy get(PolicyDomain domain);

    /**
     * Looks up the entry of a domain in memory, for a delivery, without I/O and without a lock. A cache whose {@link #get} does
     * I/O must override this.
     *
     * @param domain the Policy Domain
     * @param nowMillis wall-clock time in milliseconds since the epoch
     * @return the entry; null when it is not in memory, or its policy has expired by then
     */
    default @Nullable CachedPolicy inMemory(PolicyDomain domain, long nowMillis) {
        CachedPolicy entry = get(domain);
        return entry != null && entry.inForceAt(nowMillis) ? entry : null;
    }

    /**
     * Stores a fetched policy. Ignores an entry that was fetched before the stored one, unless the stored one's fetch time is
     * in the future ({@link CachedPolicy#isOlderThan}). An entry with max_age 0 replaces the
     * stored one, and is expired from the start (RFC 8461 section 3.2, D07). May do I/O, like {@link #get}.
     *
     * @param domain the Policy Domain
     * @param entry the fetched policy
     */
    void put(PolicyDomain domain, CachedPolicy entry);

    /**
     * Replaces an entry whose fetch time is in the future, in memory and in the store, by the same policy with the time at which
     * the library noticed this. Otherwise the policy would stay in force for as long as the clock was ahead when it was fetched.
     * Keeps another entry that was stored in the meantime, by another node, too: a cache that several threads or nodes write to
     * overrides this with a comparison and a replacement in one step. May do I/O, like {@link #get}.
     *
     * @param domain the Policy Domain
     * @param future the entry, as {@link #get} returned it
     * @param corrected the same policy with the corrected fetch time
     */
    default void correct(PolicyDomain domain, CachedPolicy future, CachedPolicy corrected) {
        CachedPolicy stored = get(domain);
        if (stored != null && stored.fetchedAt().equals(future.fetchedAt())) {
            put(domain, corrected);
        }
    }

    /**
     * Counts the look-ups of {@link #get} that could not be answered, because a store behind memory could not be read. The
     * library caches the absence of a policy only when this count did not grow during the look-up: the store may hold an
     * unexpired policy. A cache whose {@link #get} may answer null although it could not read its store overrides this.
     *
     * @return how many since the cache was built; does no I/O and takes no lock
     */
    default long unreadableLookups() {
        return 0;
    }
}
