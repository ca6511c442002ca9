package io.github.mtasts.cache.store;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Port: keeps policies where they outlive the process. Every method may block on I/O, for seconds at most, and throws
 * {@link StoreException} when the store cannot do what was asked. Thread-safe.
 *
 * <p>"Now" is the store's own clock: for a store that several nodes share, the clock of the server, so that nodes whose
 * clocks differ agree. A row is never deleted while its policy is unexpired, however full the store is.
 */
public interface PolicyStore extends AutoCloseable {
    /**
     * Reads the row of a domain.
     *
     * @param domain the Policy Domain
     * @return the row, also when its policy has expired or was removed; null when there is none
     */
    @Nullable
    StoredPolicy read(PolicyDomain domain);

    /**
     * Writes rows, and returns when they are as durable as this store makes them. A row that was fetched before the one
     * in its place is ignored; one fetched at the same time takes its place. A fetch time in the future counts as now.
     *
     * @param rows at most one for a domain
     * @throws StoreException of kind {@link StoreException.Kind#FULL} when there was no room for some of them; rows for
     *     which there was room may have been written
     */
    void write(List<StoredPolicy> rows);

    /**
     * The rows that were written or removed lately, by whatever node.
     *
     * @param mark where the last call ended; null for the first call, which returns no rows
     * @param limit how many rows at most
     * @return the rows and the next mark; a row may be returned again by later calls, and none is left out
     */
    Changes changes(@Nullable String mark, int limit);

    /**
     * Rows written since some mark.
     *
     * @param rows in the order in which they were written
     * @param mark where the next call is to go on
     * @param more whether there are further rows now
     */
    record Changes(List<StoredPolicy> rows, String mark, boolean more) {
        /**
         * Keeps an unchangeable copy of the rows.
         *
         * @param rows in the order in which they were written
         * @param mark where the next call is to go on
         * @param more whether there are further rows now
         */
        public Changes {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Rows in the order of their names, expired ones too, but no removed ones.
     *
     * @param after the name before the first one wanted, null to begin at the beginning
     * @param limit how many at most
     * @return fewer than the limit only at the end
     */
    List<StoredPolicy> list(@Nullable PolicyDomain after, int limit);

    /**
     * Removes the policy of a domain, for an operator who asked for it. A mark of the removal stays, so that nodes which
     * share the store notice it, and so that a fetch made before it cannot bring the policy back.
     *
     * @param domain the Policy Domain
     * @return whether there was an unremoved row
     */
    boolean remove(PolicyDomain domain);

    /**
     * Notes that domains were used now.
     *
     * @param domains those that have no row are ignored
     */
    void used(Collection<PolicyDomain> domains);

    /**
     * Claims domains whose refresh is due: unexpired, used lately, and claimed by nobody. A claim ends when the domain's
     * row is written, by {@link #retryIn}, or when its lease has passed; of several nodes that ask at once one gets it.
     *
     * @param limit how many at most
     * @param lease how long no other claim is given for them
     * @param usedWithin how long ago a domain may have been used last
     * @return those due for longest first
     */
    List<PolicyDomain> claimDue(int limit, Duration lease, Duration usedWithin);

    /**
     * Ends a claim without a new policy.
     *
     * @param domain the Policy Domain
     * @param delay after which the next refresh is due
     */
    void retryIn(PolicyDomain domain, Duration delay);

    /**
     * Deletes rows that nobody needs any more.
     *
     * @param keptFor how long after its expiry, or its removal, a row stays
     * @return how many were deleted
     */
    int deleteExpired(Duration keptFor);

    /**
     * Whether other nodes may write to this store, so that {@link #changes} has to be asked.
     *
     * @return false for a store that belongs to this process alone
     */
    boolean isShared();

    /** Ends all use of the store. Nothing that was acknowledged is lost. */
    @Override
    void close();
}
