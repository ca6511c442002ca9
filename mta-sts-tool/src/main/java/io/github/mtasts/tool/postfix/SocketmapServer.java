package io.github.mtasts.tool.postfix;

import io.github.mtasts.tool.postfix.Settings.Listen;
import io.github.mtasts.tool.server.AcceptFaults;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Listens for requests of socketmap_table(5) at all places of the settings. 512 connections are served at a time; as many more are
 * answered once from memory, and those beyond are closed. Thread-safe.
 */
final class SocketmapServer implements AutoCloseable {
    /** How many connections are served at a time. */
    static final int MAX_CONNECTIONS = 512;

    private static final int BACKLOG = 512;
    private static final int THREADS = 2;
    /** What one connection is read at a time: the requests in it are kept while one before them waits. */
    private static final int READ_OCTETS = 4_096;

    private static final long CLOSE_SECONDS = 5;

    private final Function<byte[], CompletableFuture<Reply>> answers;
    private final SocketmapHandler.Limits limits;
    private final RequestMetrics metrics;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<SocketAddress> addresses = new ArrayList<>();

    SocketmapServer(
            Function<byte[], CompletableFuture<Reply>> answers,
            SocketmapHandler.Limits limits,
            RequestMetrics metrics) {
        this.answers = answers;
        this.limits = limits;
        this.metrics = metrics;
    }

    /**
     * Begins to listen at one more place.
     *
     * @throws IOException when that is not possible; the message names the place
     */
    void listen(Listen place) throws IOException {
        if (place instanceof Listen.Unix unix) {
            SocketFiles.makeRoom(unix.file());
            bind(
                    NioServerDomainSocketChannel::new,
                    UnixDomainSocketAddress.of(unix.file().path()));
            SocketFiles.protect(unix.file());
        } else if (place instanceof Listen.Loopback loopback) {
            bind(NioServerSocketChannel::new, loopback.address());
        } else {
            inherit();
        }
    }

    private void inherit() throws IOException {
        if (!(System.inheritedChannel() instanceof ServerSocketChannel listening)) {
            throw new IOException(
                    "listen is inherited, and standard input is no listening socket: start the service by a"
                            + " systemd socket unit, with StandardInput=socket and Accept=no, or set another place");
        }
        boolean isUnix = listening.getLocalAddress() instanceof UnixDomainSocketAddress;
        listening.configureBlocking(false);
        ServerChannel channel = isUnix ? new InheritedSocket(listening) : new NioServerSocketChannel(listening);
        done(bootstrap(() -> channel).register(), "the inherited socket");
    }

    private void bind(ChannelFactory<ServerChannel> factory, SocketAddress address) throws IOException {
        done(bootstrap(factory).option(ChannelOption.SO_BACKLOG, BACKLOG).bind(address), address.toString());
    }

    private void done(ChannelFuture opening, String place) throws IOException {
        opening.awaitUninterruptibly();
        if (!opening.isSuccess()) {
            throw new IOException(
                    "cannot listen at " + place + ": " + opening.cause().getMessage(), opening.cause());
        }
        AcceptFaults.watch(opening.channel());
        channels.add(opening.channel());
        SocketAddress address = opening.channel().localAddress();
        if (address != null) {
            addresses.add(address);
        }
    }

    private ServerBootstrap bootstrap(ChannelFactory<ServerChannel> factory) {
        return new ServerBootstrap()
                .group(loops)
                .channelFactory(factory)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_OCTETS))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        serve(channel);
                    }
                });
    }

    private void serve(Channel channel) {
        int open = metrics.connections().incrementAndGet();
        ChannelFuture unused = channel.closeFuture()
                .addListener(closed -> metrics.connections().decrementAndGet());
        channels.add(channel);
        boolean isOverload = open > MAX_CONNECTIONS;
        if (isOverload) {
            metrics.overload();
        }
        if (open > 2 * MAX_CONNECTIONS) {
            unused = channel.close();
            return;
        }
        channel.pipeline()
                .addLast(new NetstringDecoder(Request.LIMIT_OCTETS))
                .addLast(new SocketmapHandler(answers, limits, isOverload, metrics));
    }

    /** The ports of the loopback interface that it listens at. */
    List<InetSocketAddress> ports() {
        return addresses.stream()
                .filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast)
                .toList();
    }

    @Override
    public void close() {
        channels.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        var unused =
                loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
