package io.github.mtasts.tool.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Listens for HTTP/1.1 requests at one or more addresses, over TLS or in clear. Thread-safe. */
public final class HttpServer implements AutoCloseable {
    private static final int BACKLOG = 1_024;
    private static final int PRIVILEGED = 1_024;
    private static final String RIGHT = "; a port below 1024 needs the right CAP_NET_BIND_SERVICE";
    /** Responses that are under way when the server stops get this long. */
    private static final int GRACE_SECONDS = 5;

    private final EventLoopGroup acceptor;
    private final EventLoopGroup workers;
    private final List<Channel> listeners = new ArrayList<>();
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final ConnectionCap cap;

    private HttpServer(String name, ServerLimits limits) {
        this.acceptor = threads(1, name + "-accept");
        this.workers = threads(Math.max(2, Runtime.getRuntime().availableProcessors()), name);
        this.cap = new ConnectionCap(limits, open);
    }

    private static EventLoopGroup threads(int count, String name) {
        return new MultiThreadIoEventLoopGroup(
                count, new DefaultThreadFactory("mta-sts-" + name, true), NioIoHandler.newFactory());
    }

    /**
     * Starts a server.
     *
     * @param name what its threads are called
     * @param limits what it spends on strangers
     * @param tls the certificates; null for HTTP in clear
     * @param addresses where it listens; port 0 stands for any free port, and either of 0.0.0.0 and [::] for both
     * @param requests makes the handler of a connection's requests
     * @return to be closed
     * @throws IOException if it cannot listen at one of the addresses; the message is a sentence
     */
    public static HttpServer start(
            String name,
            ServerLimits limits,
            @Nullable TlsSide tls,
            List<InetSocketAddress> addresses,
            Supplier<ChannelHandler> requests)
            throws IOException {
        HttpServer server = new HttpServer(name, limits);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(server.acceptor, server.workers)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Connection(limits, tls, server.cap, requests));
        try {
            Set<Integer> everywhere = new HashSet<>();
            for (InetSocketAddress address : addresses) {
                // Java listens at 0.0.0.0 and [::] with one socket: a second one would find the port taken.
                if (!address.getAddress().isAnyLocalAddress()
                        || address.getPort() == 0
                        || everywhere.add(address.getPort())) {
                    server.listen(bootstrap, address);
                }
            }
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private void listen(ServerBootstrap bootstrap, InetSocketAddress address) throws IOException {
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen at " + Addresses.text(address) + ": "
                            + bound.cause().getMessage() + "; stop what listens there, or choose another address"
                            + (address.getPort() < PRIVILEGED ? RIGHT : ""),
                    bound.cause());
        }
        AcceptFaults.watch(bound.channel());
        listeners.add(bound.channel());
    }

    /**
     * Where the server listens.
     *
     * @return the addresses in the order in which they were asked for, with their ports; one for 0.0.0.0 and [::] together
     */
    public List<InetSocketAddress> addresses() {
        return listeners.stream()
                .map(each -> (InetSocketAddress) each.localAddress())
                .toList();
    }

    /**
     * The connections that are open now.
     *
     * @return their number
     */
    public int connections() {
        return open.size();
    }

    /**
     * The connections that were closed at once because there were too many.
     *
     * @return their number since the start
     */
    public long refusedConnections() {
        return cap.refused();
    }

    /** Stops listening, lets responses that are under way go out for at most five seconds, and ends all threads. */
    @Override
    public void close() {
        listeners.forEach(each -> each.close().awaitUninterruptibly());
        open.forEach(each -> each.pipeline().fireUserEventTriggered(Closing.SOON));
        boolean isEmpty = open.newCloseFuture().awaitUninterruptibly(GRACE_SECONDS, TimeUnit.SECONDS);
        if (!isEmpty) {
            open.close().awaitUninterruptibly();
        }
        var accepting = acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        var working = workers.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        accepting.awaitUninterruptibly();
        working.awaitUninterruptibly();
    }

    /** Tells each connection to end when its response has gone out. */
    enum Closing {
        /** Now if no request is under way. */
        SOON
    }
}
