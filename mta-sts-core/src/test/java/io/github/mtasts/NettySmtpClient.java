package io.github.mtasts;

import io.github.mtasts.AsyncDialer.Dialled;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/** Opens connections on a Netty event loop, and sends one message over each, from MAIL on. */
final class NettySmtpClient implements AutoCloseable {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Bootstrap bootstrap = new Bootstrap().group(loops).channel(NioSocketChannel.class);

    /**
     * Opens a connection and closes it.
     *
     * @param to asked for at each connection
     */
    Opening<?> open(Candidate.Proceed proceed, Supplier<SocketAddress> to) throws Exception {
        Opening<Transport> opening =
                proceed.openAsync(receiver -> dial(to.get(), receiver)).get(2, TimeUnit.MINUTES);
        if (opening instanceof Opening.Ready<Transport> ready) {
            ready.connection().close();
        }
        return opening;
    }

    /** Returns whether the connection was ready and the message was accepted. */
    boolean send(Candidate.Proceed proceed, SocketAddress to, String body) throws Exception {
        Opening<Transport> opening =
                proceed.openAsync(receiver -> dial(to, receiver)).get(2, TimeUnit.MINUTES);
        return opening instanceof Opening.Ready<Transport> ready
                && ready.ehloReply().get(0).startsWith("250")
                && new Dialogue(ready.connection(), body).accepted.get(2, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private CompletionStage<Dialled<Transport>> dial(SocketAddress to, AsyncReceiver receiver) {
        Transport transport = new Transport(receiver);
        ChannelFuture connecting = bootstrap.clone().handler(transport).connect(to);
        return stage(connecting, connecting.channel())
                .thenApply(channel -> new Dialled<>(transport, channel.localAddress(), channel.remoteAddress()));
    }

    private static <T> CompletableFuture<T> stage(Future<?> future, T value) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        future.addListener(done -> {
            var unused = done.isSuccess() ? stage.complete(value) : stage.completeExceptionally(done.cause());
        });
        return stage;
    }

    private static final class Transport extends SimpleChannelInboundHandler<ByteBuf> implements AsyncTransport {
        private final CompletableFuture<Channel> channel = new CompletableFuture<>();
        private volatile AsyncReceiver receiver;

        Transport(AsyncReceiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            channel.complete(context.channel());
        }

        @Override
        public void write(ByteBuffer bytes) {
            var unused = channel.join().writeAndFlush(Unpooled.wrappedBuffer(bytes));
        }

        @Override
        public CompletionStage<?> startTls(SSLEngine engine) {
            SslHandler tls = new SslHandler(engine);
            channel.join().pipeline().addFirst(tls);
            return stage(tls.handshakeFuture(), tls);
        }

        @Override
        public void close() {
            var unused = channel.join().close();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            receiver.received(bytes.nioBuffer());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            receiver.broke(cause);
            var unused = context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            receiver.closed();
        }
    }

    /** One message, command by command. */
    private static final class Dialogue implements AsyncReceiver {
        private final Transport transport;
        private final Queue<String> commands;
        private final StringBuilder read = new StringBuilder();
        private final CompletableFuture<Boolean> accepted = new CompletableFuture<>();

        Dialogue(Transport transport, String body) {
            this.transport = transport;
            this.commands = new ArrayDeque<>(List.of(
                    "MAIL FROM:<a@sender.example>",
                    "RCPT TO:<b@example.com>",
                    "DATA",
                    "Subject: test\r\n\r\n" + body + "\r\n."));
            transport.receiver = this;
            writeNext();
        }

        @Override
        public void received(ByteBuffer bytes) {
            read.append(StandardCharsets.US_ASCII.decode(bytes));
            List<String> lines = read.toString().lines().toList();
            if (!read.toString().endsWith("\r\n") || lines.get(lines.size() - 1).startsWith("-", 3)) {
                return; // the reply has more lines
            }
            boolean positive = read.charAt(0) == '2' || read.charAt(0) == '3';
            read.setLength(0);
            if (positive && !commands.isEmpty()) {
                writeNext();
            } else {
                accepted.complete(positive);
                transport.close();
            }
        }

        @Override
        public void closed() {
            accepted.complete(false);
        }

        private void writeNext() {
            transport.write(StandardCharsets.US_ASCII.encode(commands.remove() + "\r\n"));
        }
    }
}
