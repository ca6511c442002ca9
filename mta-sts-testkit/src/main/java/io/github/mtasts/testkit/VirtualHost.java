package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.Endpoint;
import io.github.mtasts.testkit.internal.VirtualNet;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Address;

/**
 * A host with virtual addresses. The first is an IPv4 address with an A record. Thread-safe.
 *
 * @param <H> the type of host, for chained calls
 */
public abstract sealed class VirtualHost<H extends VirtualHost<H>> permits PolicyHost, MxServer {
    private final String name;
    private final int port;
    private final VirtualNet net;
    private final DnsServer dns;
    private final List<InetAddress> addresses = new CopyOnWriteArrayList<>();
    private @Nullable Endpoint endpoint;

    VirtualHost(String name, int port, VirtualNet net, DnsServer dns) {
        this.name = name;
        this.port = port;
        this.net = net;
        this.dns = dns;
    }

    /** Starts serving. Called once, when the host is complete. */
    void open(Endpoint.Handler handler) {
        replaceEndpoint(net.endpoint(name, handler));
        attach(net.pool().nextIpv4());
    }

    abstract H self();

    /**
     * The name of the host.
     *
     * @return its host name
     */
    public String name() {
        return name;
    }

    /**
     * The first address of the host.
     *
     * @return the first virtual address, with the port of the service
     */
    public InetSocketAddress address() {
        return new InetSocketAddress(addresses.get(0), port);
    }

    /**
     * All virtual addresses of the host.
     *
     * @return an immutable copy, with the port of the service
     */
    public List<InetSocketAddress> addresses() {
        List<InetSocketAddress> all = new ArrayList<>();
        addresses.forEach(address -> all.add(new InetSocketAddress(address, port)));
        return List.copyOf(all);
    }

    /**
     * Adds an address and its DNS record.
     *
     * @param ip an IPv4 or IPv6 literal that is neither loopback nor private
     * @return this
     */
    public H alsoAddress(String ip) {
        try {
            attach(Address.getByAddress(ip));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + ip, e);
        }
        return self();
    }

    /**
     * Adds a virtual IPv6 address and its AAAA record.
     *
     * @return this
     */
    public H ipv6() {
        attach(net.pool().nextIpv6());
        return self();
    }

    private synchronized void attach(InetAddress address) {
        net.attach(new InetSocketAddress(address, port), endpoint());
        addresses.add(address);
        boolean ipv4 = address instanceof Inet4Address;
        String[] family = addresses.stream()
                .filter(one -> one instanceof Inet4Address == ipv4)
                .map(InetAddress::getHostAddress)
                .toArray(String[]::new);
        if (ipv4) {
            dns.a(name, family);
        } else {
            dns.aaaa(name, family);
        }
    }

    /** The listener at its addresses. */
    synchronized Endpoint endpoint() {
        return Objects.requireNonNull(endpoint, "not open");
    }

    /** Replaces the listener at all its addresses. */
    synchronized void replaceEndpoint(Endpoint other) {
        endpoint = other;
        addresses.forEach(address -> net.attach(new InetSocketAddress(address, port), other));
    }

    /**
     * Refuses connections at all its addresses.
     *
     * @return this
     */
    public H unreachable() {
        return reach(VirtualNet.Reach.REFUSED);
    }

    /**
     * Does not answer attempts to connect at all its addresses, so that they time out.
     *
     * @return this
     */
    public H silent() {
        return reach(VirtualNet.Reach.SILENT);
    }

    /**
     * Accepts connections again.
     *
     * @return this
     */
    public H reachable() {
        return reach(VirtualNet.Reach.OPEN);
    }

    private H reach(VirtualNet.Reach how) {
        addresses.forEach(address -> net.reach(address, how));
        return self();
    }

    /**
     * Refuses connections at one of its addresses.
     *
     * @param address one of {@link #addresses()}
     * @return this
     */
    public H unreachable(InetSocketAddress address) {
        net.reach(address.getAddress(), VirtualNet.Reach.REFUSED);
        return self();
    }
}
