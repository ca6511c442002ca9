package io.github.mtasts.embeddings;

import io.github.mtasts.Opening;
import io.github.mtasts.netty.NettyTransport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** The SMTP client of an event-driven server: sends one message, from MAIL on, because the library has said EHLO. */
final class NettySmtp extends SimpleChannelInboundHandler<ByteBuf> {
    private final Queue<String> commands;
    private final StringBuilder read = new StringBuilder();
    private final CompletableFuture<Boolean> taken = new CompletableFuture<>();

    private NettySmtp(String body) {
        this.commands = new ArrayDeque<>(List.of(
                "MAIL FROM:<a@sender.example>",
                "RCPT TO:<b@example.com>",
                "DATA",
                "Subject: test\r\n\r\n" + body + "\r\n."));
    }

    static CompletableFuture<Boolean> send(Opening.Ready<NettyTransport> ready, String body) {
        if (!ready.ehloReply()
                .get(0)
                .startsWith("250")) { // the host takes no mail now; the other lines name its extensions
            ready.connection().close();
            return CompletableFuture.completedFuture(false);
        }
        NettySmtp smtp = new NettySmtp(body);
        NettyTransport.handOver(ready, smtp);
        return smtp.taken;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        next(context);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        read.append(bytes.toString(StandardCharsets.US_ASCII));
        List<String> lines = read.toString().lines().toList();
        if (!read.toString().endsWith("\r\n") || lines.get(lines.size() - 1).startsWith("-", 3)) {
            return; // the reply has more lines
        }
        boolean positive = read.charAt(0) == '2' || read.charAt(0) == '3';
        read.setLength(0);
        if (positive && !commands.isEmpty()) {
            next(context);
        } else {
            taken.complete(positive);
            var unused = context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        taken.complete(false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }

    private void next(ChannelHandlerContext context) {
        var unused =
                context.writeAndFlush(Unpooled.copiedBuffer(commands.remove() + "\r\n", StandardCharsets.US_ASCII));
    }
}
