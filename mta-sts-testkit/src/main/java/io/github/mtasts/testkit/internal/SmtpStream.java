package io.github.mtasts.testkit.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines over a socket, read in blocks. Text is ISO 8859-1, so that every octet survives. */
public final class SmtpStream {
    private static final int MAX_LINE = 1 << 20;

    private final InputStream in;
    private final OutputStream out;
    private final Tap tap;
    private final byte[] block = new byte[8192];
    private int position;
    private int limit;

    /** Told every octet that arrives. */
    @FunctionalInterface
    public interface Tap {
        /**
         * Octets arrived.
         *
         * @param block where they are
         * @param length how many, from the first on
         */
        void received(byte[] block, int length);
    }

    /**
     * Reads and writes a socket.
     *
     * @param socket the socket
     * @param tap told what arrives
     * @throws IOException when the socket is closed
     */
    public SmtpStream(Socket socket, Tap tap) throws IOException {
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.tap = tap;
    }

    /**
     * Reads a line.
     *
     * @return the line without its end, or null at the end of the stream
     * @throws IOException when the peer went away
     */
    public @Nullable String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < MAX_LINE) {
            if (position == limit && !fill()) {
                return null;
            }
            byte octet = block[position++];
            if (octet == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(octet);
        }
        throw new IOException("line too long");
    }

    /**
     * Waits until something arrives.
     *
     * @return false at the end of the stream
     * @throws IOException when the peer went away
     */
    public boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(block));
        tap.received(block, limit);
        return limit > 0;
    }

    /**
     * What arrived and was not read.
     *
     * @return a stream of those octets, which are then gone from here
     */
    public InputStream leftover() {
        InputStream rest = new ByteArrayInputStream(Arrays.copyOfRange(block, position, limit));
        position = limit;
        return rest;
    }

    /**
     * What arrived and was not read, and whatever arrives from now on.
     *
     * @return a stream up to the end of this one
     */
    public InputStream rest() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return position < limit || fill() ? block[position++] & 0xff : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (position == limit && !fill()) {
                    return -1;
                }
                int some = Math.min(length, limit - position);
                System.arraycopy(block, position, into, offset, some);
                position += some;
                return some;
            }
        };
    }

    /**
     * Writes at once.
     *
     * @param text what to write, line ends included
     * @throws IOException when the peer went away
     */
    public void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
