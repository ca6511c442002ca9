package io.github.mtasts;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLEngine;

/** A connection of an event-driven server, as the library uses it while opening. Implemented by the server. */
public interface AsyncTransport {
    /**
     * Writes bytes, without blocking, in the order of the calls.
     *
     * @param bytes the server may keep them
     */
    void write(ByteBuffer bytes);

    /**
     * Starts TLS: everything read and written from now on goes through the engine, and the octets that it decrypts go to the
     * library's {@link AsyncReceiver} until the opening has completed: they prove the handshake. Octets that were received before
     * must not be given to the engine.
     *
     * @param engine the client's side, set up by the library
     * @return completes when the handshake has ended; exceptionally when it failed or the connection broke. A message with REQUIRETLS
     *     waits where that is, or is caused by, an {@link java.io.EOFException}, a {@link java.net.SocketException}, a
     *     {@link java.nio.channels.ClosedChannelException} or a {@link java.util.concurrent.TimeoutException}; other exceptions
     *     of TLS say that the host cannot be proved (RFC 8689 section 4.2.1)
     */
    CompletionStage<?> startTls(SSLEngine engine);

    /** Closes the connection at once. Closing twice does nothing more. */
    void close();
}
