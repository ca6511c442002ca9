package io.github.mtasts.dns;

/**
 * Port: receives the queries of a {@link DnsResolver} or {@link DnssecResolver}, for metrics. It is called on one daemon thread of
 * that resolver, which serves nothing else: a listener that blocks or throws affects no look-up. While it blocks, 10,000 events
 * wait for it, and more are lost, which the log says. Implementations that are given to several resolvers are thread-safe.
 */
public interface DnsListener {
    /**
     * Receives a query that has ended.
     *
     * @param query the query
     */
    default void queried(DnsQuery query) {}
}
