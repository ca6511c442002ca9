package io.github.mtasts.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.SocketFactory;

/** Connects to one port in place of 25, which only the system's mail server may have. */
final class PortMap extends SocketFactory {
    private static final String UNCONNECTED_ONLY = "a sender makes unconnected sockets";

    private final int port;

    PortMap(int port) {
        this.port = port;
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
                super.connect(new InetSocketAddress(((InetSocketAddress) endpoint).getAddress(), port), timeoutMillis);
            }
        };
    }

    @Override
    public Socket createSocket(String host, int toPort) throws SocketException {
        throw new SocketException(UNCONNECTED_ONLY);
    }

    @Override
    public Socket createSocket(String host, int toPort, InetAddress from, int fromPort) throws SocketException {
        throw new SocketException(UNCONNECTED_ONLY);
    }

    @Override
    public Socket createSocket(InetAddress host, int toPort) throws SocketException {
        throw new SocketException(UNCONNECTED_ONLY);
    }

    @Override
    public Socket createSocket(InetAddress host, int toPort, InetAddress from, int fromPort) throws SocketException {
        throw new SocketException(UNCONNECTED_ONLY);
    }
}
