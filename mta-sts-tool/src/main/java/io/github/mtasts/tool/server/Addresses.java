package io.github.mtasts.tool.server;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Writes addresses for people and for URLs. Stateless. */
public final class Addresses {
    private Addresses() {}

    /**
     * An address with its port.
     *
     * @param address the address
     * @return such as {@code 127.0.0.1:443} or {@code [::1]:443}
     */
    public static String text(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
