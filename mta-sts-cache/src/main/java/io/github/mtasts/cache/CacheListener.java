package io.github.mtasts.cache;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;

/**
 * Port: is told what an operator has to know of the cache; the log says the same. Called on threads of the cache, never
 * on one that delivers, except for {@link #storeFailed}. Implementations are thread-safe and do not block. What one throws
 * is logged.
 */
public interface CacheListener {
    /** A listener that wants to know nothing. */
    CacheListener NONE = new CacheListener() {};

    /**
     * The store began to fail. Not told again before it has worked in between, or fails in another way.
     *
     * @param fault what is wrong; its message is for the operator
     */
    default void storeFailed(StoreException fault) {}

    /** The store works again. */
    default void storeRecovered() {}

    /**
     * A row of the store is no valid policy. It stays where it is until a newer fetch takes its place.
     *
     * @param domain whose row it is
     * @param reason what is wrong with it
     */
    default void rowUnreadable(PolicyDomain domain, String reason) {}

    /**
     * A policy in force could not be refreshed (RFC 8461 section 3.3). Not told for mode none.
     *
     * @param alert which policy, and how urgent it is
     */
    default void refreshFailed(RefreshAlert alert) {}
}
