package io.github.mtasts.netty;

import io.github.mtasts.AsyncDialer;
import io.github.mtasts.AsyncReceiver;
import io.github.mtasts.AsyncTransport;
import io.github.mtasts.Opening;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * A Netty channel to an MX host, which the library opens: greeting, EHLO, STARTTLS, handshake and EHLO over TLS. Pass a
 * {@link #dialer} to {@link io.github.mtasts.Candidate.Proceed#openAsync}, and take the channel of the {@link Opening.Ready} with
 * {@link #handOver}. No method blocks. Thread-safe.
 *
 * <p>After a handshake the pipeline begins with an {@link SslHandler}, behind which this class puts a handler of its own. Both stay
 * for the life of the connection.
 */
public final class NettyTransport implements AsyncTransport {
    private final Channel channel;
    private final Reader reader;

    private NettyTransport(Channel channel, Reader reader) {
        this.channel = channel;
        this.reader = reader;
    }

    /**
     * Makes a dialer to one address of an MX host.
     *
     * @param bootstrap event loops, kind of channel and options, such as the connect time-out and the source address; its handler
     *     is not used, and it is not changed
     * @param address the address and the port, such as 25
     * @return connects a channel for each call
     */
    public static AsyncDialer<NettyTransport> dialer(Bootstrap bootstrap, SocketAddress address) {
        return receiver -> dial(bootstrap, address, receiver);
    }

    private static CompletionStage<AsyncDialer.Dialled<NettyTransport>> dial(
            Bootstrap bootstrap, SocketAddress address, AsyncReceiver receiver) {
        EventLoopGroup loops = bootstrap.config().group();
        refuseIfShuttingDown(loops);
        Reader reader = new Reader(receiver);
        ChannelFuture connecting = bootstrap.clone().handler(reader).connect(address);
        Channel channel = connecting.channel();
        CompletableFuture<Boolean> connected = stage(connecting);
        refuseIfShuttingDown(loops); // again: they may have been shut down before the channel had one
        return connected.thenApply(unused -> new AsyncDialer.Dialled<>(
                new NettyTransport(channel, reader), channel.localAddress(), channel.remoteAddress()));
    }

    /** Netty calls no listener of loops that were shut down: the result would never come. */
    private static void refuseIfShuttingDown(@Nullable EventLoopGroup loops) {
        if (loops != null && loops.isShuttingDown()) {
            throw new RejectedExecutionException("the event loops of this server were shut down");
        }
    }

    /**
     * Adds a server's handlers to the channel of an opened connection. They get what is read from now on as {@code ByteBuf}s, and
     * first what the library had received behind the reply to EHLO; the end of the connection, too, where that came before. The
     * channel is active already: {@code channelActive} is not called. Handlers of an earlier user, before the connection was
     * parked, are removed.
     *
     * @param ready the result of an opening, or of {@link io.github.mtasts.Candidate.Proceed#reuse}
     * @param handlers in the order of the pipeline
     * @return the channel, on which MAIL comes next; on a connection from a pool it is RSET ({@link Opening.Ready#reused})
     */
    public static Channel handOver(Opening.Ready<NettyTransport> ready, ChannelHandler... handlers) {
        NettyTransport transport = ready.connection();
        Channel channel = transport.channel;
        if (channel.eventLoop().inEventLoop()) {
            transport.reader.passTo(handlers, ready::readAhead);
        } else { // nothing can come in between on the event loop
            channel.eventLoop().execute(() -> transport.reader.passTo(handlers, ready::readAhead));
        }
        return channel;
    }

    /**
     * The channel of this connection. Read from it through {@link #handOver}.
     *
     * @return the channel, also when it is closed
     */
    public Channel channel() {
        return channel;
    }

    @Override
    public void write(ByteBuffer bytes) {
        var unused = channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
    }

    @Override
    public CompletionStage<?> startTls(SSLEngine engine) {
        SslHandler tls = new SslHandler(engine);
        tls.setHandshakeTimeoutMillis(0); // the library has a limit of its own for the whole opening
        channel.pipeline().addFirst(tls);
        return stage(tls.handshakeFuture());
    }

    @Override
    public void close() {
        var unused = channel.close();
    }

    @Override
    public String toString() {
        return channel.toString();
    }

    private static CompletableFuture<Boolean> stage(Future<?> future) {
        CompletableFuture<Boolean> stage = new CompletableFuture<>();
        future.addListener(done -> {
            var unused = done.isSuccess() ? stage.complete(true) : stage.completeExceptionally(done.cause());
        });
        return stage;
    }
}
