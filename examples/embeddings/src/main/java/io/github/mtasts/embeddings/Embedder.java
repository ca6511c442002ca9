package io.github.mtasts.embeddings;

import io.github.mtasts.DeliveryAttempt;

/** A mail server with the library embedded: tries to deliver one message to one MX host. */
interface Embedder extends AutoCloseable {
    /**
     * Delivers a message.
     *
     * @return true when the host accepted the message, false when the host was rejected or not ready
     * @throws Exception when the connection breaks after it was opened
     */
    boolean deliver(DeliveryAttempt attempt, String host, String body) throws Exception;

    @Override
    default void close() {}
}
