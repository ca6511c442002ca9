package io.github.mtasts.lab.sender.naive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A connection under a TLS client that drops alerts of level warning before the ServerHello: they end no handshake (RFC 6066
 * section 3), and JSSE takes them for fatal.
 */
final class WarningTolerantSocket extends Socket {
    private final Socket socket;
    private @Nullable InputStream in;

    WarningTolerantSocket(Socket socket) {
        this.socket = socket;
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        InputStream filtered = in;
        if (filtered == null) {
            filtered = new WithoutWarnings(socket.getInputStream());
            in = filtered;
        }
        return filtered;
    }

    /** Drops at most four alerts, and passes everything else unchanged. */
    private static final class WithoutWarnings extends FilterInputStream {
        private static final int ALERT = 21;
        private static final int WARNING = 1;
        private static final int AFTER_TYPE = 6;
        private static final int MOST = 4;

        private boolean begun;
        private InputStream kept = InputStream.nullInputStream();

        WithoutWarnings(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] octet = new byte[1];
            return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
        }

        @Override
        public int read(byte[] block, int offset, int length) throws IOException {
            if (!begun) {
                dropWarnings();
                begun = true;
            }
            int read = kept.read(block, offset, length);
            return read > 0 ? read : in.read(block, offset, length);
        }

        private void dropWarnings() throws IOException {
            for (int dropped = 0; dropped < MOST; dropped++) {
                ByteArrayOutputStream octets = new ByteArrayOutputStream();
                int type = in.read();
                if (type >= 0) {
                    octets.write(type);
                }
                byte[] rest = type == ALERT ? in.readNBytes(AFTER_TYPE) : new byte[0];
                octets.writeBytes(rest);
                if (!isWarning(rest)) {
                    kept = new ByteArrayInputStream(octets.toByteArray());
                    return;
                }
            }
        }

        /** An alert in the clear: version, length 2, level, description (RFC 5246 section 7.2); not a close_notify. */
        private static boolean isWarning(byte[] alert) {
            return alert.length == AFTER_TYPE && alert[3] == 2 && alert[4] == WARNING && alert[5] != 0;
        }
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        socket.connect(endpoint, timeoutMillis);
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public synchronized void setSoTimeout(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    @Override
    public synchronized int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public boolean isInputShutdown() {
        return socket.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return socket.isOutputShutdown();
    }

    @Override
    public synchronized void close() throws IOException {
        socket.close();
    }
}
