package io.github.mtasts.faults;

import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Supplier;
import javax.net.SocketFactory;

/** A factory of unconnected sockets that a test makes. It refuses to connect them itself, which the library does not ask for. */
public final class MadeSockets extends SocketFactory {
    private final Supplier<Socket> unconnected;

    /** Makes the factory. */
    public MadeSockets(Supplier<Socket> unconnected) {
        this.unconnected = unconnected;
    }

    @Override
    public Socket createSocket() {
        return unconnected.get();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }
}
