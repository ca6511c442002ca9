package io.github.mtasts.cache;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import java.time.Duration;

/**
 * Port: receives the events that an operator needs to know, for alerts and metrics; the log has the failures, too. Each method
 * has an empty default.
 *
 * <p>The cache calls a listener on a daemon thread that serves it alone, named {@code mta-sts-events}, in the order of the
 * events and after they happened. A listener that blocks or throws, an {@link Error} too, holds up no delivery and no refresh.
 * While it blocks, 10,000 events wait for it; more are lost, and {@link CacheStatistics#eventsLost} counts them: for what is
 * true now, such as whether the store works, ask {@link DurablePolicyCache#statistics()}.
 */
public interface CacheListener {
    /**
     * The store failed. Called once per outage, and again if the kind of failure changes.
     *
     * @param fault the failure; its message is for the operator
     */
    default void storeFailed(StoreException fault) {}

    /** The store works again, for reading and for writing. */
    default void storeRecovered() {}

    /**
     * A row of the store has no valid policy. It stays until a newer fetch replaces it.
     *
     * @param domain the Policy Domain of the row
     * @param reason the error
     */
    default void rowUnreadable(PolicyDomain domain, String reason) {}

    /**
     * The refresh of a policy was due, and has begun (RFC 8461 section 10.2).
     *
     * @param domain the Policy Domain
     * @param late how long after the time that was planned at the fetch; zero when the policy cannot be read now
     */
    default void refreshStarted(PolicyDomain domain, Duration late) {}

    /**
     * A policy was renewed by its refresh.
     *
     * @param domain the Policy Domain
     */
    default void refreshRenewed(PolicyDomain domain) {}

    /**
     * A refresh was not made: by a fault of this server, or because there was a fetch a short while ago. It is tried again.
     *
     * @param domain the Policy Domain
     * @param reason printable
     */
    default void refreshPutOff(PolicyDomain domain, String reason) {}

    /**
     * A policy in force could not be refreshed (RFC 8461 section 3.3). Not called for mode none.
     *
     * @param alert the policy, and the urgency
     */
    default void refreshFailed(RefreshAlert alert) {}

    /**
     * A policy whose refresh had failed was fetched since, by whatever fetch and on whatever node: the alert is over. Not called
     * after a restart for an alert from before.
     *
     * @param domain the Policy Domain
     */
    default void refreshRecovered(PolicyDomain domain) {}

    /**
     * A policy whose refresh had failed is no longer in force: it has expired, or an operator removed it. The domain is
     * unprotected until its policy is fetched.
     *
     * @param domain the Policy Domain
     */
    default void policyLost(PolicyDomain domain) {}
}
