package io.github.mtasts.embeddings;

import io.github.mtasts.AsyncDialer.Dialled;
import io.github.mtasts.AsyncReceiver;
import io.github.mtasts.AsyncTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/** The adapter between a Netty channel and the library, which opens the connection through it. */
final class NettyTransport extends SimpleChannelInboundHandler<ByteBuf> implements AsyncTransport {
    private final CompletableFuture<Channel> channel = new CompletableFuture<>();
    /** Receives what is read: the library while the connection is opened, the server from then on. Used on the event loop. */
    private AsyncReceiver receiver;

    private NettyTransport(AsyncReceiver receiver) {
        this.receiver = receiver;
    }

    static CompletionStage<Dialled<NettyTransport>> dial(
            Bootstrap bootstrap, SocketAddress to, AsyncReceiver receiver) {
        NettyTransport transport = new NettyTransport(receiver);
        ChannelFuture connecting = bootstrap.clone().handler(transport).connect(to);
        return stage(connecting, connecting.channel())
                .thenApply(channel -> new Dialled<>(transport, channel.localAddress(), channel.remoteAddress()));
    }

    /**
     * Passes what is read to the server from now on, and first what the library had received and not read. Nothing can come in
     * between, because all of it happens on the event loop.
     *
     * @param server gets it, and the end of the connection, also where that came before
     * @param readAhead of the {@code Ready}
     */
    void readInto(AsyncReceiver server, Supplier<ByteBuffer> readAhead) {
        Channel open = channel.join();
        open.eventLoop().execute(() -> {
            receiver = server;
            ByteBuffer early = readAhead.get();
            if (early.hasRemaining()) {
                server.received(early);
            }
            if (!open.isActive()) {
                server.closed();
            }
        });
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel.complete(context.channel());
    }

    @Override
    public void write(ByteBuffer bytes) {
        var unused = channel.join().writeAndFlush(Unpooled.wrappedBuffer(bytes));
    }

    @Override
    public CompletionStage<?> startTls(SSLEngine engine) {
        SslHandler tls = new SslHandler(engine);
        channel.join().pipeline().addFirst(tls);
        return stage(tls.handshakeFuture(), tls);
    }

    @Override
    public void close() {
        var unused = channel.join().close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        receiver.received(bytes.nioBuffer());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        receiver.broke(cause); // such as a TLS alert after the handshake
        var unused = context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        receiver.closed();
    }

    private static <T> CompletableFuture<T> stage(Future<?> future, T value) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        future.addListener(done -> {
            var unused = done.isSuccess() ? stage.complete(value) : stage.completeExceptionally(done.cause());
        });
        return stage;
    }
}
