package io.github.mtasts.tool.reports;

import io.github.mtasts.tool.server.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Receives one post (RFC 8460 section 5.4) and hands the complete body over; everything else is refused, with the rest of the body
 * read and dropped, so that the client sees the reason. Never redirects. A body that breaks off leaves nothing. Not thread-safe.
 */
final class PostHandler extends SimpleChannelInboundHandler<HttpObject> {
    private enum State {
        BEGIN,
        READING,
        STORING,
        REFUSED
    }

    private final PostDesk desk;
    private final BodyBlocks body = new BodyBlocks();
    private State state = State.BEGIN;
    private String mediaType = "";
    private boolean isAwaitingContinue;

    PostHandler(PostDesk desk) {
        this.desk = desk;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (state == State.BEGIN && message instanceof HttpRequest request) {
            begin(ctx, request);
        }
        if (state == State.READING && message instanceof HttpContent content) {
            read(ctx, content);
        }
        if (state == State.REFUSED && message instanceof LastHttpContent) {
            var unused = ctx.close();
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        isAwaitingContinue = HttpUtil.is100ContinueExpected(request);
        Reply refusal = refusal(request);
        if (refusal != null) {
            refuse(ctx, refusal);
            return;
        }
        state = State.READING;
        mediaType = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        if (isAwaitingContinue) {
            isAwaitingContinue = false;
            var unused =
                    ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private @Nullable Reply refusal(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Reply.sentence(400, "the request is not HTTP/1.1");
        }
        if (!request.uri().equals(desk.path())) {
            return Reply.sentence(404, "there is nothing here");
        }
        if (!request.method().equals(HttpMethod.POST)) {
            return Reply.sentence(405, "reports are posted").with(HttpHeaderNames.ALLOW, "POST");
        }
        if (request.headers().contains(HttpHeaderNames.CONTENT_ENCODING)) {
            return Reply.sentence(
                    415, "a compressed report has the media type application/tlsrpt+gzip and no Content-Encoding");
        }
        if (!HttpUtil.isContentLengthSet(request) && !HttpUtil.isTransferEncodingChunked(request)) {
            return Reply.sentence(411, "the length of the report is missing");
        }
        return HttpUtil.getContentLength(request, 0L) > desk.maxOctets() ? tooLarge() : desk.refusal();
    }

    private Reply tooLarge() {
        return Reply.sentence(413, "a report has at most " + desk.maxOctets() + " octets");
    }

    private void read(ChannelHandlerContext ctx, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            refuse(ctx, Reply.sentence(400, "the body is not HTTP/1.1"));
            return;
        }
        ByteBuf octets = content.content();
        if (octets.readableBytes() > desk.maxOctets() - body.length()) {
            refuse(ctx, tooLarge());
            return;
        }
        if (!desk.budget().take(body.growth(octets.readableBytes()))) {
            refuse(ctx, Reply.sentence(503, "too many reports arrive at once").with(HttpHeaderNames.RETRY_AFTER, "60"));
            return;
        }
        body.add(octets);
        if (content instanceof LastHttpContent) {
            state = State.STORING;
            desk.store(mediaType, body, reply -> reply.send(ctx, false));
        }
    }

    private void refuse(ChannelHandlerContext ctx, Reply reply) {
        state = State.REFUSED;
        release();
        if (isAwaitingContinue) {
            reply.send(ctx, false);
        } else {
            reply.with(HttpHeaderNames.CONNECTION, "close").send(ctx, true);
        }
    }

    private void release() {
        desk.budget().giveBack(body.memory());
        body.clear();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        if (state == State.READING) {
            state = State.REFUSED;
            release();
        }
        super.channelInactive(ctx);
    }
}
