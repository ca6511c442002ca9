package io.github.mtasts.tool.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** A response to a request. Not thread-safe. */
public final class Reply {
    private final FullHttpResponse response;

    private Reply(HttpResponseStatus status, ByteBuf body, String mediaType) {
        this.response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, mediaType);
    }

    /**
     * A response with a body.
     *
     * @param status the status
     * @param body the octets; not copied
     * @param mediaType its media type
     * @return the response
     */
    public static Reply of(int status, byte[] body, String mediaType) {
        return new Reply(HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body), mediaType);
    }

    /**
     * A response with one sentence.
     *
     * @param status the status
     * @param sentence for the person who looks at it
     * @return the response
     */
    public static Reply sentence(int status, String sentence) {
        return of(status, (sentence + "\n").getBytes(StandardCharsets.UTF_8), "text/plain; charset=utf-8");
    }

    /**
     * Adds a field of the header.
     *
     * @param name its name
     * @param value its value
     * @return this
     */
    public Reply with(CharSequence name, String value) {
        response.headers().set(name, value);
        return this;
    }

    /**
     * Leaves the body out and keeps its length: the response to HEAD (RFC 9110 section 9.3.2).
     *
     * @return this
     */
    public Reply withoutBody() {
        response.content().clear();
        return this;
    }

    /**
     * Sends it.
     *
     * @param ctx the connection
     * @param keepAlive whether the connection stays open for another request
     */
    public void send(ChannelHandlerContext ctx, boolean keepAlive) {
        if (keepAlive) {
            var unused = ctx.writeAndFlush(response);
        } else {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            var unused = ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
