package io.github.mtasts.tool.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers an operator's requests for pages, by GET and HEAD (RFC 9110 section 9.3). Not thread-safe. */
public final class PageHandler extends SimpleChannelInboundHandler<HttpObject> {
    private final Function<String, Reply> pages;
    private @Nullable Reply reply;
    private boolean keepAlive;

    /**
     * Makes the handler of one connection.
     *
     * @param pages the reply to GET for a path, which begins with a slash and has no query
     */
    public PageHandler(Function<String, Reply> pages) {
        this.pages = pages;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message instanceof HttpRequest request) {
            keepAlive = !request.decoderResult().isFailure() && HttpUtil.isKeepAlive(request);
            reply = answer(request);
        }
        if (message instanceof LastHttpContent && reply != null) {
            reply.send(ctx, keepAlive);
            reply = null;
        }
    }

    private Reply answer(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Reply.sentence(400, "the request is not HTTP/1.1");
        }
        boolean isHead = request.method().equals(HttpMethod.HEAD);
        if (!isHead && !request.method().equals(HttpMethod.GET)) {
            return Reply.sentence(405, "pages are read with GET").with(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        int query = request.uri().indexOf('?');
        Reply page = pages.apply(query < 0 ? request.uri() : request.uri().substring(0, query));
        return isHead ? page.withoutBody() : page;
    }
}
