package io.github.mtasts.tool.publish;

import io.github.mtasts.tool.acme.Challenges;
import io.github.mtasts.tool.server.Reply;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers the authority's requests of http-01 (RFC 8555 section 8.3), and nothing else: no policy in clear. Not thread-safe. */
final class ChallengeHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final String PATH = "/.well-known/acme-challenge/";

    private final Challenges challenges;
    private @Nullable Reply reply;

    ChallengeHandler(Challenges challenges) {
        this.challenges = challenges;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message instanceof HttpRequest request) {
            reply = answer(request);
        }
        if (message instanceof LastHttpContent && reply != null) {
            reply.send(ctx, false);
            reply = null;
        }
    }

    private Reply answer(HttpRequest request) {
        boolean isAsked = !request.decoderResult().isFailure()
                && request.method().equals(HttpMethod.GET)
                && request.uri().startsWith(PATH);
        Optional<String> file = isAsked ? challenges.file(request.uri().substring(PATH.length())) : Optional.empty();
        return file.map(text -> Reply.of(200, text.getBytes(StandardCharsets.US_ASCII), "application/octet-stream"))
                .orElseGet(() -> Reply.sentence(404, "there is nothing here"));
    }
}
