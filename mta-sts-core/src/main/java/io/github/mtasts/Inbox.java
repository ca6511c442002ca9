package io.github.mtasts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The octets that were received on a connection and not read yet, up to a bound: a host that sends more before it is asked ends
 * the connection. Thread-safe.
 */
final class Inbox {
    /** As many as one reply may have, and a block. */
    private static final int MAX_OCTETS = 131_072;

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private boolean closed;
    private @Nullable Throwable error;

    synchronized void add(ByteBuffer received) {
        byte[] block = new byte[received.remaining()];
        received.get(block);
        if (block.length > Math.max(0, MAX_OCTETS - octets.size())) {
            octets.reset(); // half of them would be read as something else
            close(new IOException("more than " + MAX_OCTETS + " octets were received before they were asked for"));
        } else if (!closed) {
            octets.writeBytes(block);
        }
    }

    synchronized boolean isEmpty() {
        return octets.size() == 0;
    }

    /** Puts octets before all others. */
    synchronized void putBack(byte[] first) {
        byte[] rest = octets.toByteArray();
        octets.reset();
        octets.writeBytes(first);
        octets.writeBytes(rest);
    }

    synchronized byte[] take() {
        byte[] all = octets.toByteArray();
        octets.reset();
        return all;
    }

    synchronized void drop() {
        octets.reset();
    }

    /** Nothing more comes. */
    synchronized void close(@Nullable Throwable why) {
        closed = true;
        error = why;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Nullable
    synchronized Throwable error() {
        return error;
    }
}
