package io.github.mtasts;

import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/**
 * Connects to one address of an MX host for an event-driven server. It is called once, and a second time where the policy
 * allows mail in the clear and the host has broken off TLS.
 *
 * @param <T> the server's own kind of connection
 */
@FunctionalInterface
public interface AsyncDialer<T extends AsyncTransport> {
    /**
     * A connection as it was made.
     *
     * @param transport the connection
     * @param local our address
     * @param remote the host's address
     * @param <T> the server's own kind of connection
     */
    record Dialled<T extends AsyncTransport>(T transport, SocketAddress local, SocketAddress remote) {}

    /**
     * Connects.
     *
     * @param receiver is told what is read from the connection, from its first byte on
     * @return completes when connected; with the cause when the address cannot be reached
     */
    CompletionStage<Dialled<T>> dial(AsyncReceiver receiver);
}
