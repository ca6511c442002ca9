package io.github.mtasts.tool.publish;

import io.github.mtasts.tool.server.Reply;
import java.nio.charset.StandardCharsets;

/** The operator's pages on the loopback port: the status for people, metrics, JSON, health. Thread-safe. */
final class StatusPages {
    private final PublishStatus status;

    StatusPages(PublishStatus status) {
        this.status = status;
    }

    /** The page at a path. */
    Reply page(String path) {
        return switch (path) {
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
