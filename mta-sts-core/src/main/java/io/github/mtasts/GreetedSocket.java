package io.github.mtasts;

import io.github.mtasts.trust.internal.ForwardingSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * An opened connection in the clear as its user gets it: it begins with a greeting, and {@link FirstEhlo} answers EHLO. Once it
 * is parked, its user can no longer read or write.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the socket below has its own locks
final class GreetedSocket extends ForwardingSocket {
    private final FirstEhlo smtp;
    private final NamedPeer peer;
    private final InputStream input;
    private final OutputStream output;

    GreetedSocket(Socket socket, String host, FirstEhlo smtp) {
        super(socket);
        this.smtp = smtp;
        this.peer = new NamedPeer(socket, host);
        this.input = smtp.input();
        this.output = smtp.output();
    }

    /** Takes the connection back from this socket's user. */
    Socket park() {
        if (!smtp.park()) {
            HandedOver.close(raw());
        }
        return raw();
    }

    @Override
    protected Socket used() throws SocketException {
        smtp.checkUse();
        return raw();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        smtp.checkUse();
        return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        smtp.checkUse();
        return output;
    }

    @Override
    public void close() throws IOException {
        smtp.close();
    }

    @Override
    public boolean isClosed() {
        return smtp.isParked() || raw().isClosed();
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return peer.address();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return peer.socketAddress();
    }
}
