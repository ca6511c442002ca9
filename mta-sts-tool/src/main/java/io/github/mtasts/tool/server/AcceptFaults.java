package io.github.mtasts.tool.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that connections cannot be accepted, once a minute: Netty tries again each second, and without this handler prints a stack
 * trace each time. It stands behind Netty's acceptor in the pipeline of a listening channel, which waits that second, and is used by its
 * event loop only.
 */
public final class AcceptFaults extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptFaults.class);
    private static final long BETWEEN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Consumer<String> log;
    private final LongSupplier nanoTime;
    private long lastNanos;
    private boolean isSaid;

    /**
     * Watches a channel that is open, or about to be.
     *
     * @param listening a channel of a {@link io.netty.bootstrap.ServerBootstrap} that is registered
     */
    public static void watch(Channel listening) {
        // Netty adds its acceptor by a task of the event loop, too, which stands before this one.
        listening
                .eventLoop()
                .execute(() -> listening.pipeline().addLast(new AcceptFaults(LOG::warn, System::nanoTime)));
    }

    AcceptFaults(Consumer<String> log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        long now = nanoTime.getAsLong();
        if (isSaid && now - lastNanos < BETWEEN_NANOS) {
            return;
        }
        isSaid = true;
        lastNanos = now;
        log.accept(
                "Connections at " + context.channel().localAddress() + " cannot be accepted: " + cause.getMessage()
                        + "; they wait. Where there are too many open files, raise the limit of the service (LimitNOFILE, ulimit -n)");
    }
}
