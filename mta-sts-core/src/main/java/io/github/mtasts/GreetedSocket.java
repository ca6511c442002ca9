package io.github.mtasts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An opened connection that looks as if it had just been accepted: it starts with a new greeting, in place of the
 * one from before TLS, and EHLO comes next. Once it is parked, its user can no longer read or write.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the wrapped socket does its own locking
final class GreetedSocket extends Socket {
    private final Socket socket;
    private final InputStream greeting;
    private volatile boolean parked;

    GreetedSocket(Socket socket, String greetingName) {
        this.socket = socket;
        this.greeting =
                new ByteArrayInputStream(("220 " + greetingName + " ESMTP\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Takes the connection back from this socket's user. */
    Socket park() {
        parked = true;
        return socket;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        InputStream input = new SequenceInputStream(greeting, unparked().getInputStream());
        return new InputStream() {
            @Override
            public int read() throws IOException {
                unparked();
                return input.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                unparked();
                return input.read(bytes, offset, length);
            }

            @Override
            public int available() throws IOException {
                unparked();
                return input.available();
            }

            @Override
            public void close() throws IOException {
                GreetedSocket.this.close();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream output = unparked().getOutputStream();
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                unparked();
                output.write(octet);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                unparked();
                output.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                unparked();
                output.flush();
            }

            @Override
            public void close() throws IOException {
                GreetedSocket.this.close();
            }
        };
    }

    private Socket unparked() throws SocketException {
        if (parked) {
            throw new SocketException("this connection was parked: take it back with Candidate.Proceed.reuse");
        }
        return socket;
    }

    @Override
    public synchronized void close() throws IOException {
        if (!parked) {
            socket.close();
        }
    }

    @Override
    public boolean isClosed() {
        return parked || socket.isClosed();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isBound() {
        return socket.isBound();
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
    public @Nullable InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public void setSoTimeout(int timeoutMillis) throws SocketException {
        unparked().setSoTimeout(timeoutMillis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        unparked().setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return socket.getTcpNoDelay();
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        unparked().setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return socket.getKeepAlive();
    }

    @Override
    public void setSoLinger(boolean on, int lingerSeconds) throws SocketException {
        unparked().setSoLinger(on, lingerSeconds);
    }

    @Override
    public int getSoLinger() throws SocketException {
        return socket.getSoLinger();
    }

    @Override
    public void shutdownInput() throws IOException {
        unparked().shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        unparked().shutdownOutput();
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
