package io.github.mtasts.netty;

import io.github.mtasts.Opening;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** An SMTP client: sends each command when the last one was answered. */
final class Client extends SimpleChannelInboundHandler<ByteBuf> {
    private final Queue<String> commands;
    private final List<String> replies = new ArrayList<>();
    private final StringBuilder read = new StringBuilder();
    private final CompletableFuture<List<String>> answered = new CompletableFuture<>();

    private Client(String... commands) {
        this.commands = new ArrayDeque<>(List.of(commands));
    }

    /** Returns the replies, or fewer than there are commands when the host closed the connection. */
    static CompletableFuture<List<String>> say(Opening.Ready<NettyTransport> ready, String... commands) {
        Client client = new Client(commands);
        NettyTransport.handOver(ready, client);
        return client.answered;
    }

    static String[] message(String body) {
        return new String[] {
            "MAIL FROM:<a@sender.example>", "RCPT TO:<b@example.com>", "DATA", "Subject: test\r\n\r\n" + body + "\r\n."
        };
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        next(context);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        read.append(bytes.toString(StandardCharsets.US_ASCII));
        if (read.indexOf("\r\n") >= 0) {
            replies.add(read.toString().strip());
            read.setLength(0);
            next(context);
        }
    }

    private void next(ChannelHandlerContext context) {
        if (commands.isEmpty()) {
            answered.complete(List.copyOf(replies));
        } else {
            var unused =
                    context.writeAndFlush(Unpooled.copiedBuffer(commands.remove() + "\r\n", StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        answered.complete(List.copyOf(replies));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        answered.completeExceptionally(cause);
    }
}
