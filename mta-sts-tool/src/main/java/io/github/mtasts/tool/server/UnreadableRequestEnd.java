package io.github.mtasts.tool.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Ends a request whose header cannot be read: Netty's decoder tells nothing more of it, and whoever answers waits for the end of a
 * request. Used by the event loop of its connection only.
 */
public final class UnreadableRequestEnd extends ChannelInboundHandlerAdapter {
    /** Makes the handler of one connection; it stands before the one that answers. */
    public UnreadableRequestEnd() {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        boolean isEndless = message instanceof HttpRequest request
                && request.decoderResult().isFailure()
                && !(message instanceof LastHttpContent);
        ctx.fireChannelRead(message);
        if (isEndless) {
            ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }
}
