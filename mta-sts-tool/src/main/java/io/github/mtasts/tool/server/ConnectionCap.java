package io.github.mtasts.tool.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Closes connections beyond the limits at once, so that one client cannot take the places of all. Thread-safe. */
@Sharable
final class ConnectionCap extends ChannelInboundHandlerAdapter {
    private static final int NETWORK_OCTETS = 8;

    private final ServerLimits limits;
    private final ChannelGroup open;
    private final ConcurrentMap<ByteBuffer, Integer> byOrigin = new ConcurrentHashMap<>();
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
        ByteBuffer origin = origin(ctx.channel());
        int count = origin == null ? 1 : byOrigin.merge(origin, 1, Integer::sum);
        if (origin != null) {
            var unused = ctx.channel().closeFuture().addListener(closed -> release(origin));
        }
        if (count > limits.perAddress() || open.size() >= limits.connections()) {
            refused.increment();
            var unused = ctx.close();
            return;
        }
        open.add(ctx.channel());
        super.channelActive(ctx);
    }

    private void release(ByteBuffer origin) {
        byOrigin.computeIfPresent(origin, (key, count) -> count == 1 ? null : count - 1);
    }

    /** The peer's IPv4 address or IPv6 network of 64 bits: the addresses of such a network belong to one host or household. */
    private static @Nullable ByteBuffer origin(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer) || peer.getAddress() == null) {
            return null;
        }
        byte[] octets = peer.getAddress().getAddress();
        return ByteBuffer.wrap(octets, 0, Math.min(octets.length, NETWORK_OCTETS));
    }
}
