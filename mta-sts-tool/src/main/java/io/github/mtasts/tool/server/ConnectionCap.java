package io.github.mtasts.tool.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Closes connections beyond the limits at once, so that one client cannot take the places of all. Thread-safe. */
@Sharable
final class ConnectionCap extends ChannelInboundHandlerAdapter {
    private final ServerLimits limits;
    private final ChannelGroup open;
    private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();

    ConnectionCap(ServerLimits limits, ChannelGroup open) {
        this.limits = limits;
        this.open = open;
    }

    long refused() {
        return refused.sum();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        InetAddress peer = peer(ctx.channel());
        int count = peer == null ? 1 : byAddress.merge(peer, 1, Integer::sum);
        if (peer != null) {
            var unused = ctx.channel().closeFuture().addListener(closed -> release(peer));
        }
        if (count > limits.perAddress() || open.size() >= limits.connections()) {
            refused.increment();
            var unused = ctx.close();
            return;
        }
        open.add(ctx.channel());
        super.channelActive(ctx);
    }

    private void release(InetAddress peer) {
        byAddress.computeIfPresent(peer, (address, count) -> count == 1 ? null : count - 1);
    }

    private static @Nullable InetAddress peer(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress address ? address.getAddress() : null;
    }
}
