package io.github.mtasts.embedders;

import io.github.mtasts.delivery.AsyncReceiver;
import io.github.mtasts.delivery.AsyncTransport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLEngine;

/** A Netty channel as the library needs it to open a connection: the whole of the integration. */
final class NettyTransport extends SimpleChannelInboundHandler<ByteBuf> implements AsyncTransport {
    private final Channel channel;
    private volatile AsyncReceiver receiver;

    NettyTransport(Channel channel, AsyncReceiver receiver) {
        this.channel = channel;
        this.receiver = receiver;
    }

    /** Who is told what is read: the library while it opens, the server from then on. */
    void receiver(AsyncReceiver next) {
        receiver = next;
    }

    @Override
    public void write(ByteBuffer bytes) {
        var unused = channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
    }

    @Override
    public CompletionStage<?> startTls(SSLEngine engine) {
        CompletableFuture<Channel> done = new CompletableFuture<>();
        SslHandler tls = new SslHandler(engine);
        tls.handshakeFuture().addListener(handshake -> {
            if (handshake.isSuccess()) {
                done.complete(channel);
            } else {
                done.completeExceptionally(handshake.cause());
            }
        });
        channel.pipeline().addFirst(tls);
        return done;
    }

    @Override
    public void close() {
        var unused = channel.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        receiver.received(bytes.nioBuffer());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        receiver.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(); // the handshake future or channelInactive tells
    }
}
