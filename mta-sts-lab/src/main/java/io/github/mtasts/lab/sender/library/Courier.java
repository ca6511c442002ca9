package io.github.mtasts.lab.sender.library;

import io.github.mtasts.MtaSts;
import io.github.mtasts.Unsent;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.testkit.TestNetwork;
import java.util.Optional;

/** Makes the delivery attempts of a {@link LibrarySender}: one way to use the library. Thread-safe. */
public interface Courier extends AutoCloseable {
    /**
     * A message with its envelope.
     *
     * @param from the reverse path
     * @param to the recipient
     * @param text header and body, with CRLF
     * @param requireTls whether it was received with REQUIRETLS (RFC 8689)
     * @param tlsNotRequired whether its header has {@code TLS-Required: No}
     */
    record Message(String from, String to, String text, boolean requireTls, boolean tlsNotRequired) {
        /**
         * Makes a message without demands of its own.
         *
         * @param from the reverse path
         * @param to the recipient
         * @param text header and body, with CRLF
         */
        public Message(String from, String to, String text) {
            this(from, to, text, false, false);
        }
    }

    /** Makes a courier when the sender starts, and again when it restarts. */
    @FunctionalInterface
    interface Maker {
        /**
         * Makes a courier.
         *
         * @param mtaSts decides on hosts and opens connections
         * @param mxLookup finds hosts and addresses
         * @param network makes the connections, by {@link TestNetwork#sockets} or {@link TestNetwork#route}
         * @param ehloName the name for EHLO
         * @return a courier whose time limits are shorter than 20 seconds
         */
        Courier make(MtaSts mtaSts, MxLookup mxLookup, TestNetwork network, String ehloName);
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
