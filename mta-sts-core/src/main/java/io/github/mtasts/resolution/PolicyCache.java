package io.github.mtasts.resolution;

import io.github.mtasts.name.PolicyDomain;
import org.jspecify.annotations.Nullable;

/**
 * Port: the sender's memory of policies (RFC 8461 section 3.3). Implementations are thread-safe. One that is bounded
 * loses the entries used longest ago first; one that has a store behind it loses none.
 *
 * <p>A cache never judges a policy: it forgets one only for lack of room or because its max_age has passed. One that
 * cannot tell, because its store is broken, may throw an unchecked exception: the delivery is then put off, since an
 * unexpired policy may be there. One that cannot store throws as well; the policy is applied and not remembered.
 */
public interface PolicyCache {
    /**
     * Looks up the entry of a domain, wherever it is kept. May do I/O for seconds at most; called on threads that may
     * block, before anyone else is asked.
     *
     * @param domain the Policy Domain
     * @return the entry; null when there is none, or its policy has expired
     */
    @Nullable
    CachedPolicy get(PolicyDomain domain);

    /**
     * Looks up the entry of a domain in memory, for a delivery: does no I/O and takes no lock. The caller has read the
     * clock already, which costs more than the look-up itself. A cache whose {@link #get} does I/O overrides this.
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
     * Stores a freshly fetched policy. An entry fetched before the stored one is ignored. One with max_age 0
     * takes the place of the stored one, and is expired from the start (RFC 8461 section 3.2, D07).
     *
     * @param domain the Policy Domain
     * @param entry what was fetched
     */
    void put(PolicyDomain domain, CachedPolicy entry);
}
