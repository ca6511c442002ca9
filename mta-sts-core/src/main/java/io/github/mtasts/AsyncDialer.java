package io.github.mtasts;

import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/**
 * Connects to one address of an MX host for an event-driven server. It is called up to three times: once; again where
 * the handshake resumed a TLS session whose certificate does not hold any more; and again where the handshake failed and the
 * policy allows mail in the clear.
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
