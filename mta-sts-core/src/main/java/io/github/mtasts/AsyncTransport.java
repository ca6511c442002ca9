package io.github.mtasts;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLEngine;

/** A connection of an event-driven server, as far as the library needs it to open one. Implemented by the server. */
public interface AsyncTransport {
    /**
     * Writes bytes. They are sent in the order of the calls.
     *
     * @param bytes the server's to keep
     */
    void write(ByteBuffer bytes);

    /**
     * Puts TLS between the connection and everything read and written from now on, and starts the handshake. Bytes that
     * were received before are not given to the engine.
     *
     * @param engine the client's side, set up by the library
     * @return completes when the handshake has ended; with the cause when it failed or the connection broke
     */
    CompletionStage<?> startTls(SSLEngine engine);

    /** Closes the connection, at once and more than once without harm. */
    void close();
}
