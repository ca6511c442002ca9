package io.github.mtasts.cache;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;

/**
 * Port: receives the events that an operator needs to know; the log has them, too. Called on threads of the cache, except
 * {@link #storeFailed}, which may also be called on a delivery thread. Implementations are thread-safe and do not block.
 * Exceptions are logged.
 */
public interface CacheListener {
    /** A listener that ignores all events. */
    CacheListener NONE = new CacheListener() {};

    /**
     * The store failed. Called once per outage, and again if the kind of failure changes.
     *
     * @param fault the failure; its message is for the operator
     */
    default void storeFailed(StoreException fault) {}

    /** The store works again. */
    default void storeRecovered() {}

    /**
     * A row of the store has no valid policy. It stays until a newer fetch replaces it.
     *
     * @param domain the Policy Domain of the row
     * @param reason the error
     */
    default void rowUnreadable(PolicyDomain domain, String reason) {}

    /**
     * A policy in force could not be refreshed (RFC 8461 section 3.3). Not called for mode none.
     *
     * @param alert the policy, and the urgency
     */
    default void refreshFailed(RefreshAlert alert) {}
}
