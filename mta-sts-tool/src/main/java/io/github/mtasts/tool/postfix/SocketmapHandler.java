package io.github.mtasts.tool.postfix;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one connection, one after the other and in their order. A request that is not answered in time gets a
 * temporary failure, and so does one beyond the limit of connections that memory cannot answer: a policy to enforce may exist. Used by
 * the event loop of its connection only.
 */
final class SocketmapHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(SocketmapHandler.class);
    /** Postfix waits for its answer before it asks again; another client may be ahead by this many requests. */
    private static final int MAX_AHEAD = 64;

    private static final Reply LATE =
            Reply.temporary("the policy is not known in time: the store of policies or this service is slow");
    private static final Reply BUSY =
            Reply.temporary("the policy service has too many connections, and the policy is not in its memory");
    private static final Reply BROKEN = Reply.temporary("the policy service is broken: its log says why");

    /**
     * How a connection is served.
     *
     * @param answerLimit the time in which a request is answered
     * @param idleLimit the time without a whole request after which the connection is closed
     */
    record Limits(Duration answerLimit, Duration idleLimit) {
        /** RFC 5321 knows nothing of these: an answer in 20 seconds, and Postfix itself hangs up after 100. */
        static final Limits DEFAULT = new Limits(Duration.ofSeconds(20), Duration.ofSeconds(100));
    }

    private final Function<byte[], CompletableFuture<Reply>> answers;
    private final Limits limits;
    private final boolean isOverload;
    private final RequestMetrics metrics;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private @Nullable Future<?> clock;
    private @Nullable Reply lastWords;
    private long request;
    private boolean isBusy;
    private boolean isEnding;
    private boolean isPeerDone;

    /** @param isOverload whether the connection is one too many: it is answered from memory once, and closed */
    SocketmapHandler(
            Function<byte[], CompletableFuture<Reply>> answers,
            Limits limits,
            boolean isOverload,
            RequestMetrics metrics) {
        this.answers = answers;
        this.limits = limits;
        this.isOverload = isOverload;
        this.metrics = metrics;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        awaitRequest(context);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!isEnding && lastWords == null) {
            waiting.add((byte[]) message);
        }
        if (waiting.size() >= MAX_AHEAD) {
            // Now, not when everything that has come is read: that may be a megabyte of requests of no octets.
            context.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        goOn(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        goOn(context);
    }

    /** Answers what waits, as long as it is known at once and the peer reads the answers. */
    private void goOn(ChannelHandlerContext context) {
        while (!isBusy && !isEnding && !waiting.isEmpty() && context.channel().isWritable()) {
            answer(context, waiting.remove());
        }
        if (!isBusy && !isEnding && waiting.isEmpty()) {
            if (lastWords != null) {
                say(context, lastWords);
            } else if (isPeerDone) {
                end(context.write(Unpooled.EMPTY_BUFFER));
            }
        }
        // While an answer is due nothing is read, not even the end of what the peer sends: Exim ends it behind its
        // request, and a UNIX socket, which cannot be closed by half here, would be closed.
        context.channel().config().setAutoRead(!isBusy && waiting.isEmpty() && lastWords == null);
        context.flush();
    }

    private void answer(ChannelHandlerContext context, byte[] octets) {
        CompletableFuture<Reply> answer = asked(octets);
        if (answer.isDone()) {
            say(context, answer.exceptionally(this::broken).join());
            return;
        }
        if (isOverload) {
            metrics.late("overload");
            say(context, BUSY);
            return;
        }
        isBusy = true;
        long number = ++request;
        stopClock();
        clock = context.executor()
                .schedule(
                        () -> {
                            if (number == request && isBusy) {
                                metrics.late("time");
                                answered(context, LATE);
                            }
                        },
                        limits.answerLimit().toMillis(),
                        TimeUnit.MILLISECONDS);
        var unused = answer.exceptionally(this::broken)
                .thenAccept(reply -> context.executor().execute(() -> {
                    if (number == request && isBusy) {
                        answered(context, reply);
                    }
                }));
    }

    private CompletableFuture<Reply> asked(byte[] octets) {
        try {
            return answers.apply(octets);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Reply broken(Throwable cause) {
        LOG.error("A request could not be answered", cause);
        return BROKEN;
    }

    private void answered(ChannelHandlerContext context, Reply reply) {
        isBusy = false;
        say(context, reply);
        goOn(context);
    }

    private void say(ChannelHandlerContext context, Reply reply) {
        ChannelFuture written = context.write(Unpooled.wrappedBuffer(reply.netstring()));
        if (reply.kind() == Reply.Kind.PERM || isOverload) {
            end(written);
        } else {
            awaitRequest(context);
        }
    }

    /** Closes the connection behind what was written last. */
    private void end(ChannelFuture written) {
        isEnding = true;
        waiting.clear();
        stopClock();
        var unused = written.addListener(ChannelFutureListener.CLOSE);
    }

    /** Exim says that it asks no more, and reads its answer until the connection ends. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            isPeerDone = true;
            goOn(context);
        }
        context.fireUserEventTriggered(event);
    }

    /** Closes the connection when no whole request comes. */
    private void awaitRequest(ChannelHandlerContext context) {
        stopClock();
        clock = context.executor()
                .schedule(() -> hangUp(context), limits.idleLimit().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void hangUp(ChannelHandlerContext context) {
        var unused = context.close();
    }

    private void stopClock() {
        if (clock != null) {
            var unused = clock.cancel(false);
        }
    }

    /** A malformed request ends the connection, behind the answers to those before it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof MalformedNetstring malformed) {
            if (lastWords == null) {
                metrics.late("malformed");
                lastWords = Reply.permanent(String.valueOf(malformed.getMessage()));
            }
            goOn(context);
            return;
        }
        if (!(cause instanceof IOException)) { // a peer that hangs up is no event
            LOG.warn("A connection to the maps ended", cause);
        }
        hangUp(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        isEnding = true;
        waiting.clear();
        stopClock();
        context.fireChannelInactive();
    }
}
