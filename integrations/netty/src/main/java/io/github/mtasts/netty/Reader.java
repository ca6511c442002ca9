package io.github.mtasts.netty;

import io.github.mtasts.AsyncReceiver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes what is read from a channel to the library until the connection is opened, and to the server's handlers from then on.
 * For the event loop of its channel.
 */
final class Reader extends ChannelInboundHandlerAdapter {
    private @Nullable AsyncReceiver library;
    private @Nullable ChannelHandlerContext context;
    private final List<ChannelHandler> handlers = new ArrayList<>();

    Reader(AsyncReceiver library) {
        this.library = library;
    }

    /**
     * Puts the server's handlers behind this one.
     *
     * @param next the handlers
     * @param readAhead what the library has received and not read
     */
    void passTo(ChannelHandler[] next, Supplier<ByteBuffer> readAhead) {
        ChannelHandlerContext own = context;
        if (own == null) {
            return; // the channel was closed before it was set up
        }
        library = null;
        for (ChannelHandler earlier : handlers) {
            if (own.pipeline().context(earlier) != null) {
                own.pipeline().remove(earlier);
            }
        }
        handlers.clear();
        for (ChannelHandler handler : next) {
            own.pipeline().addLast(handler);
            handlers.add(handler);
        }
        ByteBuffer early = readAhead.get();
        if (early.hasRemaining() && !own.isRemoved()) {
            own.fireChannelRead(Unpooled.wrappedBuffer(early));
            own.fireChannelReadComplete();
        }
        if (own.isRemoved()) { // Netty empties the pipeline when the channel has ended: the new handlers missed it
            own.pipeline().fireChannelInactive();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (library == null) {
            from.fireChannelRead(message);
            return;
        }
        try {
            library.received(((ByteBuf) message).nioBuffer());
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (library == null) {
            from.fireExceptionCaught(cause);
            return;
        }
        library.broke(cause); // such as a TLS alert after the handshake
        var unused = from.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        if (library == null) {
            from.fireChannelInactive();
        } else {
            library.closed();
        }
    }
}
