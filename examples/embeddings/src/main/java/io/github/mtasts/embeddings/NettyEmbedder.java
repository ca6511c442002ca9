package io.github.mtasts.embeddings;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.Opening;
import io.github.mtasts.netty.NettyTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** An event-driven server on Netty. */
final class NettyEmbedder implements Embedder {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Bootstrap bootstrap = new Bootstrap().group(loops).channel(NioSocketChannel.class);
    private final Function<String, SocketAddress> addresses;

    NettyEmbedder(Function<String, SocketAddress> addresses) {
        this.addresses = addresses;
    }

    @Override
    public boolean deliver(DeliveryAttempt attempt, String host, String body) throws Exception {
        if (attempt.candidate(host) instanceof Candidate.Proceed proceed) {
            Opening<NettyTransport> opening = proceed.openAsync(NettyTransport.dialer(bootstrap, addresses.apply(host)))
                    .get(30, TimeUnit.SECONDS);
            if (opening instanceof Opening.Ready<NettyTransport> ready) {
                return NettySmtp.send(ready, body).get(30, TimeUnit.SECONDS);
            }
        }
        return false;
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
