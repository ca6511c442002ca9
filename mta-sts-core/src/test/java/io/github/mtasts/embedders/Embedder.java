package io.github.mtasts.embedders;

import io.github.mtasts.delivery.Attempt;

/** A mail server with the library embedded: hands one message to the first of the hosts that is ready. */
interface Embedder extends AutoCloseable {
    /** True when a host took the message. */
    boolean deliver(Attempt attempt, String host, String body) throws Exception;

    @Override
    default void close() {}
}
