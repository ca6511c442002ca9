package io.github.mtasts;

import java.nio.ByteBuffer;

/**
 * The library's end of a connection while it is being opened. The server passes on the bytes it reads until the opening has
 * completed, in order and in one call at a time. No method blocks.
 */
public interface AsyncReceiver {
    /**
     * Takes bytes that arrived.
     *
     * @param bytes read during the call and not kept
     */
    void received(ByteBuffer bytes);

    /** Reports that the peer closed the connection, or that it broke. */
    void closed();

    /**
     * Reports that the connection broke. After a TLS alert the error tells why the host refused the session.
     *
     * @param error as thrown by the socket or the engine
     */
    default void broke(Throwable error) {
        closed();
    }
}
