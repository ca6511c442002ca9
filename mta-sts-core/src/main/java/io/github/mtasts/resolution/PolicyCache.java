package io.github.mtasts.resolution;

import io.github.mtasts.name.PolicyDomain;
import org.jspecify.annotations.Nullable;

/**
 * Port: the sender's memory of policies (RFC 8461 section 3.3). Implementations are thread-safe, and {@link #get} does
 * no I/O when the answer is in memory. A cache that is bounded loses the entries used longest ago first.
 *
 * <p>A cache never judges a policy: it forgets one only for lack of room or because its max_age has passed. One that
 * cannot tell, because its store is broken, throws an unchecked exception: the delivery is then put off, since an
 * unexpired policy may be there. One that cannot store throws as well; the policy is applied and not remembered.
 */
public interface PolicyCache {
    /**
     * Looks up the entry of a domain.
     *
     * @param domain the Policy Domain
     * @return the entry; null when there is none, or its policy has expired
     */
    @Nullable
    CachedPolicy get(PolicyDomain domain);

    /**
     * Stores a freshly fetched policy. An entry fetched before the stored one is ignored. One with max_age 0
     * takes the place of the stored one, and is expired from the start (RFC 8461 section 3.2, D07).
     *
     * @param domain the Policy Domain
     * @param entry what was fetched
     */
    void put(PolicyDomain domain, CachedPolicy entry);
}
