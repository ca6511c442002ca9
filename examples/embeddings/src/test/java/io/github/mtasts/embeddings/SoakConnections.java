package io.github.mtasts.embeddings;

import io.github.mtasts.Candidate;
import io.github.mtasts.Opening;
import io.github.mtasts.ParkedConnection;
import io.github.mtasts.netty.NettyTransport;
import io.github.mtasts.testkit.TestNetwork;
import io.netty.bootstrap.Bootstrap;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One way in which the soak opens connections, with its pool. Thread-safe.
 *
 * @param <C> the connection
 */
abstract class SoakConnections<C> implements AutoCloseable {
    private static final int MAX_PARKED = 2;

    private final Map<SoakHost, Deque<Pooled<C>>> pool = new ConcurrentHashMap<>();

    /** The connections that one opening dialled. */
    static final class Dialled {
        private final AtomicInteger connected = new AtomicInteger();

        int connected() {
            return connected.get();
        }
    }

    /**
     * A connection of the pool.
     *
     * @param taken the connection; null while it is in use
     * @param domains those for which it was counted
     */
    record Pooled<C>(@Nullable ParkedConnection<C> taken, Set<String> domains) {
        static <C> Pooled<C> first(String domain) {
            Set<String> domains = ConcurrentHashMap.newKeySet();
            domains.add(domain);
            return new Pooled<>(null, domains);
        }

        ParkedConnection<C> parked() {
            if (taken == null) {
                throw new IllegalStateException("in use");
            }
            return taken;
        }
    }

    abstract Opening<C> open(Candidate.Proceed proceed, SoakHost host, Dialled dialled) throws Exception;

    abstract Wire wire(Opening.Ready<C> ready);

    /** Whether a new connection takes commands. */
    abstract boolean isGreeted(Opening.Ready<C> ready, Wire wire);

    /** Whether a connection from the pool still takes commands; the reuse is counted if so. */
    abstract boolean isStillUsable(Opening.Ready<C> ready, Wire wire);

    abstract void close(C connection);

    @Nullable
    Pooled<C> take(SoakHost host) {
        Deque<Pooled<C>> parked = parked(host);
        synchronized (parked) {
            return parked.poll();
        }
    }

    void putBack(SoakHost host, Pooled<C> pooled) {
        Deque<Pooled<C>> parked = parked(host);
        synchronized (parked) {
            if (parked.size() < MAX_PARKED) {
                parked.add(pooled);
                return;
            }
        }
        pooled.parked().close();
    }

    private Deque<Pooled<C>> parked(SoakHost host) {
        return pool.computeIfAbsent(host, unused -> new ArrayDeque<>());
    }

    @Override
    public void close() {
        pool.values().forEach(parked -> parked.forEach(one -> one.parked().close()));
    }

    /** Blocking sockets. */
    static final class Sockets extends SoakConnections<Socket> {
        private final TestNetwork net;

        Sockets(TestNetwork net) {
            this.net = net;
        }

        @Override
        Opening<Socket> open(Candidate.Proceed proceed, SoakHost host, Dialled dialled) {
            return proceed.open(() -> {
                Socket socket = new Socket();
                try {
                    socket.setTcpNoDelay(true);
                    socket.setSoTimeout(Wire.PATIENCE_SECONDS * 1_000);
                    socket.connect(address(net, host));
                } catch (IOException e) {
                    socket.close();
                    throw e;
                }
                dialled.connected.incrementAndGet();
                return socket;
            });
        }

        @Override
        Wire wire(Opening.Ready<Socket> ready) {
            return new Wire.Blocking(ready.connection());
        }

        @Override
        boolean isGreeted(Opening.Ready<Socket> ready, Wire wire) {
            try {
                return wire.reply().startsWith("220")
                        && wire.say("EHLO any.name.example").startsWith("250");
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        boolean isStillUsable(Opening.Ready<Socket> ready, Wire wire) {
            return isGreeted(ready, wire);
        }

        @Override
        void close(Socket connection) {
            try {
                connection.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** Netty channels. */
    static final class Channels extends SoakConnections<NettyTransport> {
        private final TestNetwork net;
        private final Bootstrap bootstrap;

        Channels(TestNetwork net, Bootstrap bootstrap) {
            this.net = net;
            this.bootstrap = bootstrap;
        }

        @Override
        Opening<NettyTransport> open(Candidate.Proceed proceed, SoakHost host, Dialled dialled) throws Exception {
            return proceed.openAsync(receiver -> NettyTransport.dialer(bootstrap, address(net, host))
                            .dial(receiver)
                            .thenApply(made -> {
                                dialled.connected.incrementAndGet();
                                return made;
                            }))
                    .get(Wire.PATIENCE_SECONDS * 2, TimeUnit.SECONDS);
        }

        @Override
        Wire wire(Opening.Ready<NettyTransport> ready) {
            return new Wire.EventDriven(ready);
        }

        @Override
        boolean isGreeted(Opening.Ready<NettyTransport> ready, Wire wire) {
            return ready.ehloReply().get(0).startsWith("250");
        }

        @Override
        boolean isStillUsable(Opening.Ready<NettyTransport> ready, Wire wire) {
            try {
                boolean usable = wire.say("RSET").startsWith("250");
                if (usable) {
                    ready.resetAccepted();
                }
                return usable;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        void close(NettyTransport connection) {
            connection.close();
        }
    }

    private static InetSocketAddress address(TestNetwork net, SoakHost host) {
        return net.route(net.mxServer(host.hostName()).address());
    }
}
