package io.github.mtasts.embeddings;

import io.github.mtasts.Opening;
import io.github.mtasts.netty.NettyTransport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A connection of either kind, for a client that sends a command and reads its reply. */
interface Wire {
    /** Far above what a busy machine needs. */
    int PATIENCE_SECONDS = 240;

    void send(String text) throws IOException;

    /** Reads a whole reply, and no octet of the next one. */
    String reply() throws IOException;

    default String say(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    /** Whether the last line of a reply is complete. */
    static boolean isComplete(String read) {
        int start = read.lastIndexOf('\n', read.length() - 2) + 1;
        return read.endsWith("\n") && !read.startsWith("-", start + 3);
    }

    /** A blocking socket, which the library hands over with a greeting. */
    record Blocking(Socket socket) implements Wire {
        @Override
        public void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }

        @Override
        public String reply() throws IOException {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            do {
                int octet = in.read();
                if (octet < 0) {
                    throw new EOFException("end of stream");
                }
                read.write(octet);
            } while (!isComplete(read.toString(StandardCharsets.US_ASCII)));
            return read.toString(StandardCharsets.US_ASCII);
        }
    }

    /** A Netty channel. */
    final class EventDriven extends SimpleChannelInboundHandler<ByteBuf> implements Wire {
        private static final String END = "";

        private final NettyTransport transport;
        private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();
        private final StringBuilder read = new StringBuilder();

        EventDriven(Opening.Ready<NettyTransport> ready) {
            this.transport = ready.connection();
            NettyTransport.handOver(ready, this);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            for (char c : bytes.toString(StandardCharsets.US_ASCII).toCharArray()) {
                read.append(c);
                if (isComplete(read.toString())) {
                    replies.add(read.toString());
                    read.setLength(0);
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            replies.add(END);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var unused = context.close();
        }

        @Override
        public void send(String text) {
            transport.write(StandardCharsets.US_ASCII.encode(text));
        }

        @Override
        public String reply() throws IOException {
            try {
                String reply = replies.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (reply == null || reply.equals(END)) {
                    throw new EOFException(reply == null ? "no reply" : "end of stream");
                }
                return reply;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
