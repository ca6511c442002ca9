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

/** Reads and writes lines over a socket, in blocks. Text is ISO 8859-1, which preserves every octet. */
public final class SmtpStream {
    private static final int MAX_LINE = 1 << 20;

    private final InputStream in;
    private final OutputStream out;
    private final Tap tap;
    private final byte[] block = new byte[8192];
    private int position;
    private int limit;

    /** Receives every octet that arrives. */
    @FunctionalInterface
    public interface Tap {
        /**
         * Called for each received block.
         *
         * @param block the buffer
         * @param length the number of octets, from the start of the buffer
         */
        void received(byte[] block, int length);
    }

    /**
     * Opens the streams of a socket.
     *
     * @param socket the socket
     * @param tap receives the octets that arrive
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
     * @throws IOException when the peer has disconnected
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
     * Reads a number of octets.
     *
     * @param count how many
     * @return the octets as text, or null when the stream ends before
     * @throws IOException when the peer has disconnected
     */
    public @Nullable String readOctets(int count) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        while (octets.size() < count) {
            if (position == limit && !fill()) {
                return null;
            }
            int some = Math.min(count - octets.size(), limit - position);
            octets.write(block, position, some);
            position += some;
        }
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    /**
     * Waits until octets arrive.
     *
     * @return false at the end of the stream
     * @throws IOException when the peer has disconnected
     */
    public boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(block));
        tap.received(block, limit);
        return limit > 0;
    }

    /**
     * Removes the octets that have arrived and were not read.
     *
     * @return a stream of those octets
     */
    public InputStream leftover() {
        InputStream rest = new ByteArrayInputStream(Arrays.copyOfRange(block, position, limit));
        position = limit;
        return rest;
    }

    /**
     * The octets that have arrived and were not read, followed by all that arrive later.
     *
     * @return a stream that ends where this one ends
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
     * Writes and flushes a text.
     *
     * @param text the text, line ends included
     * @throws IOException when the peer has disconnected
     */
    public void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
