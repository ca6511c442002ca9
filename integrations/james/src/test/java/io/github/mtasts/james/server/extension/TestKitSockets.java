package io.github.mtasts.james.server.extension;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import javax.net.SocketFactory;

/**
 * Sockets that connect to the test kit's ports where 25, 443 and 80 are asked for, and for an IPv6 address 2001:db8::a.b.c.d to
 * the IPv4 address in its last octets, because not every machine has IPv6. The system property {@code testkit.shortage} makes this
 * server run out of files.
 */
final class TestKitSockets extends SocketFactory {
    private final int smtp;
    private final int https;
    private final int http;

    TestKitSockets(int smtp, int https, int http) {
        this.smtp = smtp;
        this.https = https;
        this.http = http;
    }

    private final class Mapped extends Socket {
        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            connect(endpoint, 0);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            if (Boolean.getBoolean("testkit.shortage")) {
                throw new SocketException("Too many open files");
            }
            super.connect(real((InetSocketAddress) endpoint), timeout);
        }
    }

    private InetSocketAddress real(InetSocketAddress asked) throws IOException {
        InetAddress address = asked.getAddress();
        if (address instanceof Inet6Address) {
            byte[] octets = address.getAddress();
            address = InetAddress.getByAddress(Arrays.copyOfRange(octets, 12, 16));
        }
        return new InetSocketAddress(
                address,
                switch (asked.getPort()) {
                    case 25 -> smtp;
                    case 443 -> https;
                    case 80 -> http;
                    default -> asked.getPort();
                });
    }

    @Override
    public Socket createSocket() {
        return new Mapped();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return connected(new InetSocketAddress(address, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(address, port));
    }

    private Socket connected(InetSocketAddress where) throws IOException {
        Socket socket = createSocket();
        socket.connect(where);
        return socket;
    }
}
