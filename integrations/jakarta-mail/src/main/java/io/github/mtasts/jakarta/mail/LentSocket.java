package io.github.mtasts.jakarta.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a transport that is used again: everything goes to the connection that is lent to it. While that is in the pool
 * nothing can be read or written. For one thread at a time.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the socket below has its own locks
final class LentSocket extends Socket {
    private static final int MAX_REPLY_LINE = 512; // RFC 5321 section 4.5.3.1.5
    /** Angus has no limit of its own. */
    private static final int MAX_REPLY = 65_536;

    private static final int BLOCK = 4_096;

    /** What was received and not read yet, from {@link #next} to {@link #end}. */
    private final byte[] received = new byte[BLOCK];

    private int next;
    private int end;
    private int replyLength;
    private Socket current;
    private InputStream in;
    private OutputStream out;
    /** What was written since {@link #holdBack}; null when writes pass. */
    private @Nullable ByteArrayOutputStream held;

    private boolean skipping;

    LentSocket(Socket connection) throws IOException {
        this.current = connection;
        this.in = connection.getInputStream();
        this.out = connection.getOutputStream();
    }

    /**
     * Goes on with the connection as it came back from the pool, behind its greeting.
     *
     * @throws IOException when it was closed
     */
    void lend(Socket connection) throws IOException {
        current = connection;
        in = connection.getInputStream();
        out = connection.getOutputStream();
        held = null;
        skipping = false;
        next = end; // nothing is unread on a connection from the pool
        byte[] greeting = new byte[MAX_REPLY_LINE];
        int length;
        do {
            length = in.read(greeting);
        } while (length > 0 && greeting[length - 1] != '\n');
        if (length < 0) {
            throw new SocketException("the connection was closed before its greeting");
        }
    }

    /** Keeps what is written until {@link #send}, so that several commands leave in one segment. */
    void holdBack() {
        held = new ByteArrayOutputStream();
    }

    /**
     * Sends what was held back.
     *
     * @throws IOException when the connection is broken
     */
    void send() throws IOException {
        ByteArrayOutputStream octets = held;
        held = null;
        if (octets != null) {
            out.write(octets.toByteArray());
            out.flush();
        }
    }

    /** Sends nothing of the next line that is written: it is on the wire already. */
    void skipLine() {
        skipping = true;
    }

    private void write(byte[] from, int offset, int length) throws IOException {
        int start = offset;
        while (skipping && start < offset + length) {
            skipping = from[start] != '\n';
            start++;
        }
        (held == null ? out : held).write(from, start, offset + length - start);
    }

    /** Begins to count the octets of a reply. */
    void beginReply() {
        replyLength = 0;
    }

    /**
     * Whether the host has said more than was read.
     *
     * @throws IOException when the connection is broken
     */
    boolean hasUnread() throws IOException {
        return next < end || in.available() > 0;
    }

    /** Reads at most one line, so that Angus, which has a buffer of its own, takes nothing of what stands behind a reply. */
    private int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (next == end) {
            int count = in.read(received);
            if (count < 0) {
                return count;
            }
            next = 0;
            end = count;
        }
        int count = 0;
        boolean isLineEnd = false;
        while (count < length && next < end && !isLineEnd) {
            isLineEnd = received[next] == '\n';
            into[offset + count] = received[next];
            next++;
            count++;
        }
        replyLength += count;
        if (replyLength > MAX_REPLY) {
            throw new IOException("its reply has more than " + MAX_REPLY + " octets");
        }
        return count;
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return LentSocket.this.read(into, offset, length);
            }

            /** Nothing: a reader with a buffer would go on behind the line. */
            @Override
            public int available() {
                return 0;
            }

            @Override
            public void close() throws IOException {
                LentSocket.this.close();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                LentSocket.this.write(from, offset, length);
            }

            @Override
            public void flush() throws IOException {
                if (held == null) {
                    out.flush();
                }
            }

            @Override
            public void close() throws IOException {
                LentSocket.this.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        current.close();
    }

    @Override
    public boolean isClosed() {
        return current.isClosed();
    }

    @Override
    public boolean isConnected() {
        return current.isConnected();
    }

    @Override
    public InetAddress getInetAddress() {
        return current.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return current.getLocalAddress();
    }

    @Override
    public int getPort() {
        return current.getPort();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        current.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return current.getSoTimeout();
    }

    @Override
    public String toString() {
        return current.toString();
    }
}
