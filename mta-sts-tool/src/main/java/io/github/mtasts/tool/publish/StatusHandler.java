package io.github.mtasts.tool.publish;

import io.github.mtasts.tool.server.Reply;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Answers the operator's requests on the loopback port: the page, metrics, JSON, health. Not thread-safe. */
final class StatusHandler extends SimpleChannelInboundHandler<HttpObject> {
    private final PublishStatus status;
    private @Nullable Reply reply;
    private boolean keepAlive;

    StatusHandler(PublishStatus status) {
        this.status = status;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message instanceof HttpRequest request) {
            keepAlive = !request.decoderResult().isFailure() && HttpUtil.isKeepAlive(request);
            reply = answer(request);
        }
        // Netty tells nothing more of a request whose header it cannot read.
        boolean isComplete = message instanceof LastHttpContent || message.decoderResult().isFailure();
        if (isComplete && reply != null) {
            reply.send(ctx, keepAlive);
            reply = null;
        }
    }

    private Reply answer(HttpRequest request) {
        if (request.decoderResult().isFailure() || !request.method().equals(HttpMethod.GET)) {
            return Reply.sentence(400, "pages are read with GET");
        }
        return switch (request.uri()) {
            case "/" -> page(StatusPage.of(status), "text/html; charset=utf-8");
            case "/status.json" -> page(StatusPage.json(status), "application/json");
            case "/metrics" -> page(PublishMetrics.of(status), "text/plain; version=0.0.4; charset=utf-8");
            case "/healthz" ->
                status.isHealthy()
                        ? Reply.sentence(200, "all is well")
                        : Reply.sentence(503, "something is wrong; see the status page");
            default -> Reply.sentence(404, "there are /, /status.json, /metrics and /healthz");
        };
    }

    private static Reply page(String text, String mediaType) {
        return Reply.of(200, text.getBytes(StandardCharsets.UTF_8), mediaType);
    }
}
