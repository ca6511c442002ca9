package io.github.mtasts.tool.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class AcceptFaultsTest {
    private final List<String> said = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final EmbeddedChannel listening = new EmbeddedChannel(new AcceptFaults(said::add, nanos::get));

    @Test
    void tellsOnceAMinuteThatConnectionsWait() {
        for (int second = 0; second < 150; second++) {
            listening.pipeline().fireExceptionCaught(new IOException("Too many open files"));
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }

        assertThat(said)
                .hasSize(3)
                .allSatisfy(
                        line -> assertThat(line).contains("cannot be accepted: Too many open files", "LimitNOFILE"));
        listening.checkException(); // nothing reached the end of the pipeline
    }

    /** In front of it, the acceptor would not wait, and an event loop without descriptors would run hot. */
    @RepeatedTest(50)
    void standsBehindNettysAcceptor() {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            ChannelFuture registered = new ServerBootstrap()
                    .group(loops)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInboundHandlerAdapter())
                    .register()
                    .awaitUninterruptibly();
            AcceptFaults.watch(registered.channel());

            List<String> names = registered
                    .channel()
                    .eventLoop()
                    .submit(() -> registered.channel().pipeline().names())
                    .awaitUninterruptibly()
                    .getNow();
            assertThat(names).hasSize(3);
            assertThat(names.get(0)).startsWith("ServerBootstrap$ServerBootstrapAcceptor");
            assertThat(names.get(1)).startsWith("AcceptFaults");
        } finally {
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
