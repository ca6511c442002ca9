package io.github.mtasts.tool.publish;

import io.github.mtasts.tool.server.Reply;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for policies (RFC 8461 section 3.3): GET and HEAD, and nothing but the one path. Never redirects. Not
 * thread-safe.
 */
final class PolicyHandler extends SimpleChannelInboundHandler<HttpObject> {
    /** RFC 8461 section 3.2. */
    static final String PATH = "/.well-known/mta-sts.txt";

    /** RFC 8461 section 8.2: for endpoints behind reverse proxies, about a minute. */
    private static final String CACHED_BRIEFLY = "max-age=60";

    private static final String SCHEME = "https://";

    private final PolicyBook book;
    private final boolean isProxied;
    private final PublishStatistics statistics;
    private @Nullable Reply reply;
    private boolean keepAlive;
    private boolean isEnding;

    PolicyHandler(PolicyBook book, boolean isProxied, PublishStatistics statistics) {
        this.book = book;
        this.isProxied = isProxied;
        this.statistics = statistics;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (isEnding) {
            return;
        }
        if (message instanceof HttpRequest request) {
            boolean isBroken = request.decoderResult().isFailure();
            keepAlive = !isBroken && HttpUtil.isKeepAlive(request) && !hasBody(request);
            reply = isBroken ? counted(400, Reply.sentence(400, "the request is not HTTP/1.1")) : answer(request);
        }
        if (message instanceof LastHttpContent && reply != null) {
            reply.send(ctx, keepAlive);
            reply = null;
            isEnding = !keepAlive;
        }
    }

    /**
     * Whether something may follow the header. Nobody needs that for a policy, and where one request ends is then a matter of opinion
     * between a proxy and this server: the connection is not used for another one (RFC 9112 section 6.1).
     */
    private static boolean hasBody(HttpRequest request) {
        return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                || request.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
    }

    private Reply answer(HttpRequest request) {
        boolean isHead = request.method().equals(HttpMethod.HEAD);
        Reply answer = answerToGet(request, isHead || request.method().equals(HttpMethod.GET));
        return isHead ? answer.withoutBody() : answer;
    }

    private Reply answerToGet(HttpRequest request, boolean isRead) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            // RFC 9112 section 3.2
            return counted(400, Reply.sentence(400, "the request names no host, or several"));
        }
        String host = hosts.get(0);
        String path = request.uri();
        if (path.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            int slash = path.indexOf('/', SCHEME.length());
            host = path.substring(SCHEME.length(), slash < 0 ? path.length() : slash);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        Optional<PublishedPolicy> policy = path.equals(PATH) ? book.find(withoutPort(host)) : Optional.empty();
        if (policy.isEmpty()) {
            return counted(404, Reply.sentence(404, "there is nothing here"));
        }
        if (!isRead) {
            return counted(
                    405, Reply.sentence(405, "a policy is read with GET").with(HttpHeaderNames.ALLOW, "GET, HEAD"));
        }
        Reply found = Reply.of(200, policy.get().body().toByteArray(), "text/plain");
        return counted(200, isProxied ? found.with(HttpHeaderNames.CACHE_CONTROL, CACHED_BRIEFLY) : found);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        return name.toLowerCase(Locale.ROOT);
    }

    private Reply counted(int status, Reply answer) {
        statistics.answered(status);
        return answer;
    }
}
