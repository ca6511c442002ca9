package io.github.mtasts.testkit.internal;

import io.github.mtasts.testkit.RealAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Maps virtual addresses, which look global, to loopback ports; or, for clients that open their own sockets, uses real
 * addresses. Hosts register their listeners, and sockets look up the real address of a dialled one.
 */
public final class VirtualNet implements AutoCloseable {
    /** The behaviour of an address, for all its ports. */
    public enum Reach {
        /** Connections are accepted where a host listens. */
        OPEN,
        /** Connections are refused. */
        REFUSED,
        /** Connections get no answer. */
        SILENT
    }

    private final Workers workers;
    private final Acceptor acceptor;
    private final DeadEnds deadEnds;
    private final AddressPool pool;
    private final @Nullable RealListeners listeners;
    private final @Nullable InetSocketAddress dnsAddress;
    private final Map<InetSocketAddress, Endpoint> endpoints = new ConcurrentHashMap<>();
    private final Map<InetAddress, Reach> reach = new ConcurrentHashMap<>();
    private final List<InetSocketAddress> dialled = Collections.synchronizedList(new ArrayList<>());

    /**
     * Makes a network without hosts.
     *
     * @param workers its threads
     * @param real its real addresses, null for virtual addresses and loopback ports
     */
    public VirtualNet(Workers workers, @Nullable RealAddresses real) {
        this.workers = workers;
        this.deadEnds = new DeadEnds(workers);
        try {
            this.acceptor = new Acceptor(workers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.pool = new AddressPool(real == null ? null : real.firstHost());
        this.dnsAddress = real == null ? null : real.dns();
        this.listeners = real == null ? null : new RealListeners(real, acceptor, deadEnds, this::accepted);
    }

    private void accepted(InetSocketAddress host, SocketChannel connection) {
        dialled.add(host);
        Objects.requireNonNull(endpoints.get(host)).accepted(connection);
    }

    /**
     * The address for the DNS server.
     *
     * @return the address; null for any loopback port
     */
    @Nullable
    InetSocketAddress dnsAddress() {
        return dnsAddress;
    }

    /**
     * The threads of this network.
     *
     * @return its workers
     */
    public Workers workers() {
        return workers;
    }

    /**
     * The pool from which hosts get addresses.
     *
     * @return the pool
     */
    public AddressPool pool() {
        return pool;
    }

    /**
     * Makes a listener without a virtual address.
     *
     * @param name the name of its threads
     * @param handler serves its connections
     * @return the listener
     */
    public Endpoint endpoint(String name, Endpoint.Handler handler) {
        return new Endpoint(name, handler, acceptor, workers);
    }

    /**
     * Listens at a real address.
     *
     * @param where the real address
     * @param handler serves its connections
     * @throws IOException when the port is in use
     */
    void listen(InetSocketAddress where, Endpoint.Handler handler) throws IOException {
        acceptor.listen(where, channel -> workers.run("dns-tcp", () -> handler.serve(workers.own(channel.socket()))));
    }

    /**
     * Sets the listener of a virtual address, replacing any other.
     *
     * @param virtual the address and port
     * @param endpoint the listener
     */
    public void attach(InetSocketAddress virtual, Endpoint endpoint) {
        if (listeners != null) {
            endpoints.put(virtual, endpoint);
            listeners.listen(virtual);
            return;
        }
        if (AddressPool.isReal(virtual.getAddress())) {
            throw new IllegalArgumentException(virtual + " is reserved as a real address");
        }
        endpoints.put(virtual, endpoint);
    }

    /**
     * Sets the behaviour of an address.
     *
     * @param address the address
     * @param how the behaviour
     */
    public void reach(InetAddress address, Reach how) {
        reach.put(address, how);
        if (listeners != null) {
            listeners.reach(address, how);
        }
    }

    /**
     * Looks up the real address for a connection, and logs the attempt.
     *
     * @param target the address dialled
     * @return the real address to connect to, or null if the connection gets no answer
     */
    @Nullable
    InetSocketAddress dial(InetSocketAddress target) {
        if (listeners != null) {
            return endpoints.containsKey(target) ? listeners.real(target) : target;
        }
        dialled.add(target);
        if (AddressPool.isReal(target.getAddress())) {
            return target;
        }
        Endpoint endpoint = endpoints.get(target);
        return switch (reach.getOrDefault(target.getAddress(), Reach.OPEN)) {
            case SILENT -> null;
            case OPEN -> endpoint == null ? deadEnds.refusing() : endpoint.loopback();
            case REFUSED -> deadEnds.refusing();
        };
    }

    /**
     * The real address for clients that open their own sockets. The call is logged as an attempt to connect.
     *
     * @param virtual the virtual address
     * @return the real address; for a virtual address that refuses or never answers, a port that does the same
     */
    public InetSocketAddress route(InetSocketAddress virtual) {
        InetSocketAddress real = dial(virtual);
        return real == null ? deadEnds.silent() : real;
    }

    /**
     * All attempts to connect so far.
     *
     * @return an immutable copy, oldest first
     */
    public List<InetSocketAddress> dialled() {
        synchronized (dialled) {
            return List.copyOf(dialled);
        }
    }

    /** Clears the list of attempts to connect. */
    public void clearDialled() {
        dialled.clear();
    }

    @Override
    public void close() {
        workers.close();
    }
}
