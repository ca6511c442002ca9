package io.github.mtasts.tool.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose peer is too slow: with a complete request, or with reading the response. The time in which this
 * server makes a response does not count. Not thread-safe.
 */
final class TimeLimit extends ChannelDuplexHandler {
    private final Duration limit;
    private @Nullable Future<?> end;
    private boolean isAnswering;
    private boolean isClosing;

    TimeLimit(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        restart(ctx);
        super.channelActive(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (message instanceof LastHttpContent) {
            stop();
            isAnswering = true;
        }
        super.channelRead(ctx, message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof LastHttpContent) {
            restart(ctx);
            var unused = promise.addListener(written -> answered(ctx));
        }
        super.write(ctx, message, promise);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == HttpServer.Closing.SOON) {
            isClosing = true;
            if (!isAnswering) {
                var unused = ctx.close();
            }
            return;
        }
        super.userEventTriggered(ctx, event);
    }

    /** A peer that asks and does not read the responses is not read from, either, until its time is over. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        super.channelWritabilityChanged(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        stop();
        super.channelInactive(ctx);
    }

    /** Peers that hang up or break the protocol are no event for the log. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var unused = ctx.close();
    }

    private void answered(ChannelHandlerContext ctx) {
        isAnswering = false;
        if (isClosing) {
            var unused = ctx.close();
        }
    }

    private void restart(ChannelHandlerContext ctx) {
        stop();
        end = ctx.executor()
                .schedule(
                        () -> {
                            var unused = ctx.close();
                        },
                        limit.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void stop() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }
}
