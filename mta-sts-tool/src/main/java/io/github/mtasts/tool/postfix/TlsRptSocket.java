package io.github.mtasts.tool.postfix;

import io.github.mtasts.tlsrpt.foreign.ForeignSession;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives what libtlsrpt records about the sessions of Postfix, over a UNIX socket for datagrams. Postfix does not wait: a record
 * that finds the queue of the socket full is lost, and nobody is told. So each is only read and counted here, and the log says at the
 * start when the system allows only a short queue. Needs Linux. Thread-safe.
 */
final class TlsRptSocket implements AutoCloseable {
    /** How long a datagram can be. */
    static final int MAX_OCTETS = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(TlsRptSocket.class);
    private static final Path QUEUE_LENGTH = Path.of("/proc/sys/net/unix/max_dgram_qlen");
    private static final int SHORT_QUEUE = 256;
    private static final int READS_AT_ONCE = 64;
    private static final long CLOSE_SECONDS = 5;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Settings.SocketFile file;
    private final Channel channel;

    private TlsRptSocket(Settings.SocketFile file, Receiver receiver) throws IOException {
        this.file = file;
        ChannelFuture opening = new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(MAX_OCTETS).maxMessagesPerRead(READS_AT_ONCE))
                .handler(receiver)
                .bind(new DomainSocketAddress(file.path().toString()))
                .awaitUninterruptibly();
        this.channel = opening.channel();
        if (!opening.isSuccess()) {
            var unused = loop.shutdownGracefully();
            throw new IOException(
                    "cannot receive at " + file.path() + ": " + opening.cause().getMessage(), opening.cause());
        }
    }

    /**
     * Begins to receive.
     *
     * @param file the socket
     * @param clock when a datagram came
     * @param sessions gets each session, on the thread that receives
     * @throws IOException when the socket cannot be made; the message says what to do
     */
    static TlsRptSocket open(
            Settings.SocketFile file, Clock clock, RequestMetrics metrics, Consumer<ForeignSession> sessions)
            throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException(
                    "records of Postfix for TLS reports need Linux on x86-64 or ARM64: set reporting.enabled to"
                            + " false on this machine");
        }
        SocketFiles.makeRoom(file);
        TlsRptSocket socket = new TlsRptSocket(file, new Receiver(clock, metrics, sessions));
        try {
            SocketFiles.protect(file);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        warnOfShortQueue(QUEUE_LENGTH);
        return socket;
    }

    /** Says whether a burst of records would be lost. */
    static boolean warnOfShortQueue(Path setting) {
        try {
            int length = Integer.parseInt(Files.readString(setting).strip());
            if (length < SHORT_QUEUE) {
                LOG.warn(
                        "net.unix.max_dgram_qlen is {}: Postfix loses records for TLS reports in a burst; set it to {} or more"
                                + " by sysctl before this service starts",
                        length,
                        2 * SHORT_QUEUE);
            }
            return length < SHORT_QUEUE;
        } catch (IOException | NumberFormatException e) {
            LOG.debug("The queue length of UNIX sockets is unknown", e);
            return false;
        }
    }

    @Override
    public void close() {
        Future<?> unused = channel.close().awaitUninterruptibly();
        unused = loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        try {
            Files.deleteIfExists(file.path());
        } catch (IOException e) {
            LOG.warn("{} stays behind", file.path(), e);
        }
    }

    private static final class Receiver extends SimpleChannelInboundHandler<DomainDatagramPacket> {
        private final TlsRptDatagram reader = new TlsRptDatagram();
        private final Clock clock;
        private final RequestMetrics metrics;
        private final Consumer<ForeignSession> sessions;

        Receiver(Clock clock, RequestMetrics metrics, Consumer<ForeignSession> sessions) {
            this.clock = clock;
            this.metrics = metrics;
            this.sessions = sessions;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
            ByteBuf content = packet.content();
            try {
                sessions.accept(reader.read(ByteBufUtil.getBytes(content), clock.instant()));
                metrics.datagram("counted");
            } catch (IOException e) {
                metrics.datagram("malformed");
                LOG.debug("A datagram is malformed", e);
            }
        }

        /** A fault of one datagram must not end the socket. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            metrics.datagram("failed");
            LOG.error("A record for TLS reports was lost", cause);
        }
    }
}
