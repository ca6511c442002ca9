package io.github.mtasts.lab.sender.library;

import io.github.mtasts.MtaSts;
import io.github.mtasts.Unsent;
import io.github.mtasts.dns.MxLookup;
import java.util.Optional;
import javax.net.SocketFactory;

/** Makes the delivery attempts of a {@link LibrarySender}: one way to use the library. Thread-safe. */
public interface Courier extends AutoCloseable {
    /**
     * A message with its envelope.
     *
     * @param from the reverse path
     * @param to the recipient
     * @param text header and body, with CRLF
     */
    record Message(String from, String to, String text) {}

    /** Makes a courier when the sender starts, and again when it restarts. */
    @FunctionalInterface
    interface Maker {
        /**
         * Makes a courier.
         *
         * @param mtaSts decides on hosts and opens connections
         * @param mxLookup finds hosts and addresses
         * @param sockets makes the connections
         * @param ehloName the name for EHLO
         * @return a courier whose time limits are shorter than 20 seconds
         */
        Courier make(MtaSts mtaSts, MxLookup mxLookup, SocketFactory sockets, String ehloName);
    }

    /**
     * Delivers a message, or says what to do with it.
     *
     * @param message the message
     * @param lastTry whether its time in the queue is over
     * @return empty when a host accepted the message
     * @throws Exception if the courier fails
     */
    Optional<Unsent> send(Message message, boolean lastTry) throws Exception;

    @Override
    default void close() {}
}
