package io.github.mtasts.outcome;

import io.github.mtasts.dns.DnsListener;

/**
 * Port: receives what the library does, for metrics and logs. Each method has an empty default.
 *
 * <p>The library calls a listener on a daemon thread that serves this listener alone, named {@code mta-sts-events}, in the order
 * of the events and after they happened. A listener that blocks or throws, an {@link Error} too, holds up no delivery, no other
 * listener and no part of the library. While it blocks, 10,000 events wait for it; more are lost, and
 * {@code MtaSts.queues()} counts them. Events that wait when the library is closed are still delivered, unless the JVM ends
 * before. Without a listener no event is made and no time is measured.
 *
 * <p>Queries of a {@code DnsResolver} come from the resolver that the builder makes; a resolver of the caller's takes the listener
 * itself, and calls it on another thread: such a listener is thread-safe.
 *
 * <p>What must not be lost, such as the sessions of a TLS report, goes to an {@link OutcomeListener}.
 */
public interface MtaStsListener extends DnsListener {
    /**
     * An attempt began, and the policy in force was looked up.
     *
     * @param event the event
     */
    default void resolved(MtaStsEvent.Resolved event) {}

    /**
     * A policy was fetched, or its fetch failed.
     *
     * @param event the event
     */
    default void fetched(MtaStsEvent.Fetched event) {}

    /**
     * A host was decided about.
     *
     * @param event the event
     */
    default void decided(MtaStsEvent.Decided event) {}

    /**
     * A connection was opened, or was not.
     *
     * @param event the event
     */
    default void opened(MtaStsEvent.Opened event) {}

    /**
     * A message was not sent.
     *
     * @param event the event
     */
    default void unsent(MtaStsEvent.Unsent event) {}
}
