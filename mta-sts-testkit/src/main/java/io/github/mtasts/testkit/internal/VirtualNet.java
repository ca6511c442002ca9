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
 * Addresses that look global and lead to loopback ports; or, for clients with sockets of their own, real addresses. It is
 * told which host listens where, and answers where a dialled address really is.
 */
public final class VirtualNet implements AutoCloseable {
    /** How a whole address behaves, whatever listens on it. */
    public enum Reach {
        /** Connections are accepted where something listens. */
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
     * An empty network.
     *
     * @param workers its threads
     * @param real where it really listens, null for loopback ports behind virtual addresses
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
     * Where the DNS server is to listen.
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
     * The addresses that hosts get.
     *
     * @return the pool
     */
    public AddressPool pool() {
        return pool;
    }

    /**
     * Makes a listener that is not yet reachable at any virtual address.
     *
     * @param name the name of its threads
     * @param handler who serves its connections
     * @return the listener
     */
    public Endpoint endpoint(String name, Endpoint.Handler handler) {
        return new Endpoint(name, handler, acceptor, workers);
    }

    /**
     * Listens at a real address.
     *
     * @param where the address
     * @param handler who serves its connections
     * @throws IOException when the port is taken
     */
    void listen(InetSocketAddress where, Endpoint.Handler handler) throws IOException {
        acceptor.listen(where, channel -> workers.run("dns-tcp", () -> handler.serve(workers.own(channel.socket()))));
    }

    /**
     * Puts a listener at a virtual address, in place of what was there.
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
            throw new IllegalArgumentException(virtual + " is a real address and cannot be a virtual one");
        }
        endpoints.put(virtual, endpoint);
    }

    /**
     * Says how an address behaves from now on.
     *
     * @param address the address
     * @param how its behaviour
     */
    public void reach(InetAddress address, Reach how) {
        reach.put(address, how);
        if (listeners != null) {
            listeners.reach(address, how);
        }
    }

    /**
     * What a connection to an address will meet; the dial is logged.
     *
     * @param target the address dialled
     * @return the real address to connect to, or null if nobody will ever answer
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
     * Where a client that opens its own sockets has to connect to; counts as a dial.
     *
     * @param virtual the address it means
     * @return the real address; a port that refuses or never answers if that is how the virtual one behaves
     */
    public InetSocketAddress route(InetSocketAddress virtual) {
        InetSocketAddress real = dial(virtual);
        return real == null ? deadEnds.silent() : real;
    }

    /**
     * Every dial so far.
     *
     * @return an immutable copy, oldest first
     */
    public List<InetSocketAddress> dialled() {
        synchronized (dialled) {
            return List.copyOf(dialled);
        }
    }

    /** Forgets the dials so far. */
    public void clearDialled() {
        dialled.clear();
    }

    @Override
    public void close() {
        workers.close();
    }
}
