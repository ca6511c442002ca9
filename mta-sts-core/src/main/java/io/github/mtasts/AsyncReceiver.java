package io.github.mtasts;

import java.nio.ByteBuffer;

/**
 * The library's end of a connection while it is being opened: the server passes on what it reads, until the opening has
 * completed. Calls for one connection come one after the other; none blocks.
 */
public interface AsyncReceiver {
    /**
     * Bytes arrived.
     *
     * @param bytes read here and not kept
     */
    void received(ByteBuffer bytes);

    /** The peer closed the connection, or it broke. */
    void closed();
}
