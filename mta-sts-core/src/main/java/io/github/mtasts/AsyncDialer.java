package io.github.mtasts;

import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/**
 * Connects to one address of an MX host for an event-driven server. It is called once, and a second time where the policy
 * allows mail in the clear and the handshake failed.
 *
 * @param <T> the server's own kind of connection
 */
@FunctionalInterface
public interface AsyncDialer<T extends AsyncTransport> {
    /**
     * A connection with its addresses.
     *
     * @param transport the connection
     * @param local our address
     * @param remote the host's address
     * @param <T> the server's own kind of connection
     */
    record Dialled<T extends AsyncTransport>(T transport, SocketAddress local, SocketAddress remote) {
        @Override
        public String toString() {
            return local + " to " + remote;
        }
    }

    /**
     * Connects, without blocking.
     *
     * @param receiver gets the bytes that are read from the connection, from the first one on
     * @return completes when connected; exceptionally when the address cannot be reached
     */
    CompletionStage<Dialled<T>> dial(AsyncReceiver receiver);
}
