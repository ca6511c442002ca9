package io.github.mtasts.embedders;

import io.github.mtasts.delivery.Attempt;
import io.github.mtasts.delivery.Opening;
import io.github.mtasts.delivery.Proceed;
import io.github.mtasts.delivery.Ready;
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
    public boolean deliver(Attempt attempt, String host, String body) throws Exception {
        if (attempt.candidate(host) instanceof Proceed proceed) {
            Opening<NettyTransport> opening = proceed.openAsync(
                            receiver -> NettyTransport.dial(bootstrap, addresses.apply(host), receiver))
                    .get(2, TimeUnit.MINUTES);
            if (opening instanceof Ready<NettyTransport> ready) {
                return NettySmtp.send(ready.connection(), body).get(2, TimeUnit.MINUTES);
            }
        }
        return false;
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
