package io.github.mtasts.tool.postfix;

import io.github.mtasts.tool.server.HttpServer;
import io.github.mtasts.tool.server.PageHandler;
import io.github.mtasts.tool.server.Reply;
import io.github.mtasts.tool.server.ServerLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** The pages of the running service: metrics in the text format of Prometheus, and health. Thread-safe. */
final class StatusPages {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<String> metrics;
    private final Supplier<List<String>> faults;

    /**
     * @param metrics the metrics of this moment
     * @param faults what is wrong at this moment, one sentence each
     */
    StatusPages(Supplier<String> metrics, Supplier<List<String>> faults) {
        this.metrics = metrics;
        this.faults = faults;
    }

    /**
     * Begins to show them.
     *
     * @param address a port of the loopback interface
     * @return to be closed
     * @throws IOException when the port cannot be used; the message names it
     */
    HttpServer open(InetSocketAddress address) throws IOException {
        try {
            return HttpServer.start(
                    "status", ServerLimits.SMALL_REQUESTS, null, List.of(address), () -> new PageHandler(this::page));
        } catch (IOException e) {
            throw new IOException("http.listen: " + e.getMessage(), e);
        }
    }

    private Reply page(String path) {
        return switch (path) {
            case "/metrics" -> Reply.of(OK, metrics.get().getBytes(StandardCharsets.UTF_8), PROMETHEUS);
            case "/health" -> health(faults.get());
            default -> Reply.sentence(NOT_FOUND, "there are /metrics and /health");
        };
    }

    private static Reply health(List<String> wrong) {
        return wrong.isEmpty() ? Reply.sentence(OK, "healthy") : Reply.sentence(UNAVAILABLE, String.join("\n", wrong));
    }
}
