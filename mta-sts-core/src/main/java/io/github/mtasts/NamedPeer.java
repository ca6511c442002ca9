package io.github.mtasts;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The address of a connected MX host with the host's name, so that {@link InetAddress#getHostName} asks no DNS server for a PTR
 * record. Immutable.
 */
final class NamedPeer {
    private final @Nullable InetAddress address;
    private final @Nullable SocketAddress socketAddress;

    NamedPeer(Socket socket, String host) {
        InetAddress plain = socket.getInetAddress();
        this.address = plain == null ? null : named(plain, host);
        this.socketAddress = address != null && socket.getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? new InetSocketAddress(address, remote.getPort())
                : socket.getRemoteSocketAddress();
    }

    @Nullable
    InetAddress address() {
        return address;
    }

    @Nullable
    SocketAddress socketAddress() {
        return socketAddress;
    }

    private static InetAddress named(InetAddress plain, String host) {
        try {
            return plain instanceof Inet6Address six && six.getScopeId() != 0
                    ? Inet6Address.getByAddress(host, six.getAddress(), six.getScopeId())
                    : InetAddress.getByAddress(host, plain.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 octets", e);
        }
    }
}
