package io.github.mtasts.embeddings;

import io.github.mtasts.DeliveryAttempt;

/** A mail server with the library embedded: hands one message to the first of the hosts that is ready. */
interface Embedder extends AutoCloseable {
    /** True when a host took the message. */
    boolean deliver(DeliveryAttempt attempt, String host, String body) throws Exception;

    @Override
    default void close() {}
}
