package io.github.mtasts.cache.store;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Port: stores policies so that they outlive the process (RFC 8461 section 3.3). Every method may block on I/O, for seconds at
 * most, and throws {@link StoreException} when the store fails. Thread-safe.
 *
 * <p>"Now" is the time of the store's own clock. A store that several nodes share uses the clock of the server, so that nodes
 * with different clocks agree.
 *
 * <p>A store that is full deletes rows for new ones: those whose policy has expired, or else those that have been unused for
 * the longest time, at least two days. Policies used since then stay, and new ones are refused. Of the names under one
 * registrable domain (Public Suffix List) at most 1,000 stay: further ones replace the expired or longest unused of them, so
 * that one domain cannot fill the store.
 */
public interface PolicyStore extends AutoCloseable {
    /**
     * Reads the row of a domain.
     *
     * @param domain the Policy Domain
     * @return the row, even if its policy has expired, was removed, or is damaged and cannot be parsed; null if there is none
     */
    @Nullable
    StoredPolicy read(PolicyDomain domain);

    /**
     * Writes rows. When this returns, they are as durable as this store makes them. A row that was fetched before the stored
     * one is ignored; a row that was fetched at the same time replaces it. A fetch time in the future counts as now.
     *
     * @param rows at most one per domain
     * @throws StoreException of kind {@link StoreException.Kind#FULL} if there was no room for some rows; others may have been
     *     written
     */
    void write(List<StoredPolicy> rows);

    /**
     * Replaces a fetch time in the future by now, and moves the times of expiry and refresh by as much. Does nothing if the row
     * has another fetch time by now, or if that time is not in the future by the store's clock.
     *
     * @param domain the Policy Domain
     * @param fetchedAt the fetch time to replace, as it was read
     */
    void correctFetchTime(PolicyDomain domain, Instant fetchedAt);

    /**
     * Returns the rows that any node wrote or removed since a mark.
     *
     * @param mark the mark of the last call; null for the first call, which returns no rows
     * @param limit the largest number of rows
     * @return the rows and the next mark; later calls may return a row again, and omit none
     */
    Changes changes(@Nullable String mark, int limit);

    /**
     * The rows written since a mark. Immutable.
     *
     * @param rows in the order in which they were written
     * @param mark the mark for the next call
     * @param more whether there are further rows now
     */
    record Changes(List<StoredPolicy> rows, String mark, boolean more) {
        /**
         * Copies the rows.
         *
         * @param rows in the order in which they were written
         * @param mark the mark for the next call
         * @param more whether there are further rows now
         */
        public Changes {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Lists rows in the order of their names, with the expired ones and without the removed ones.
     *
     * @param after the name before the first row; null to start at the beginning
     * @param limit the largest number of rows
     * @return the rows; fewer than the limit only at the end
     */
    List<StoredPolicy> list(@Nullable PolicyDomain after, int limit);

    /**
     * Removes the policy of a domain at the request of an operator. A mark of the removal stays, so that nodes that share the
     * store see it, and so that an earlier fetch cannot restore the policy.
     *
     * @param domain the Policy Domain
     * @return whether there was a policy to remove
     */
    boolean remove(PolicyDomain domain);

    /**
     * Records that domains were used now.
     *
     * @param domains the Policy Domains; those without a row are ignored
     */
    void used(Collection<PolicyDomain> domains);

    /**
     * Claims domains whose refresh is due: unexpired, recently used, and not claimed by another node. A claim ends when the
     * domain's row is written, when {@link #retryIn} is called, or when the lease ends. Of several nodes that claim at once,
     * one gets each domain.
     *
     * @param limit the largest number of domains
     * @param lease how long no other node can claim them
     * @param usedWithin the longest time since the last use of a domain
     * @return the domains, the longest overdue first
     */
    List<PolicyDomain> claimDue(int limit, Duration lease, Duration usedWithin);

    /**
     * Ends a claim without a new policy.
     *
     * @param domain the Policy Domain
     * @param delay the time until the next refresh is due
     */
    void retryIn(PolicyDomain domain, Duration delay);

    /**
     * Deletes rows whose policy expired or was removed long ago.
     *
     * @param keptFor how long a row stays after its expiry or removal
     * @return the number of deleted rows
     */
    int deleteExpired(Duration keptFor);

    /**
     * Whether other nodes may write to this store, so that {@link #changes} must be called regularly.
     *
     * @return false if the store belongs to this process alone
     */
    boolean isShared();

    /** Closes the store. No acknowledged write is lost. */
    @Override
    void close();
}
