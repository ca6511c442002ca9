package io.github.mtasts.tool.server;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sets up each connection: cap, time limit, TLS, HTTP, requests. */
final class Connection extends ChannelInitializer<SocketChannel> {
    private final ServerLimits limits;
    private final @Nullable TlsSide tls;
    private final ConnectionCap cap;
    private final Supplier<ChannelHandler> requests;

    Connection(ServerLimits limits, @Nullable TlsSide tls, ConnectionCap cap, Supplier<ChannelHandler> requests) {
        this.limits = limits;
        this.tls = tls;
        this.cap = cap;
        this.requests = requests;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(cap);
        if (tls != null) {
            SslHandler handler = new SslHandler(tls.engine());
            handler.setHandshakeTimeoutMillis(limits.request().toMillis());
            pipeline.addLast(handler).addLast(new HandshakeEnd(tls, handler));
        }
        pipeline.addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(limits.lineOctets())
                        .setMaxHeaderSize(limits.headerOctets())))
                .addLast(new TimeLimit(limits.request()))
                .addLast(new UnreadableRequestEnd())
                .addLast(requests.get());
    }
}
