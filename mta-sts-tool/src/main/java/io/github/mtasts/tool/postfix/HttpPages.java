package io.github.mtasts.tool.postfix;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Shows metrics in the text format of Prometheus, and health, on a port of the loopback interface. Thread-safe. */
final class HttpPages implements AutoCloseable {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "mta-sts-http");
        made.setDaemon(true);
        return made;
    });

    /** What a page shows. */
    private record Page(int status, String type, String text) {}

    private HttpPages(HttpServer server) {
        this.server = server;
    }

    /**
     * Begins to listen.
     *
     * @param metrics the metrics of this moment
     * @param faults what is wrong at this moment, one sentence each
     * @throws IOException when the port cannot be used; the message names it
     */
    static HttpPages open(InetSocketAddress address, Supplier<String> metrics, Supplier<List<String>> faults)
            throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException("http.listen: cannot listen at " + address + ": " + e.getMessage(), e);
        }
        HttpPages pages = new HttpPages(server);
        server.setExecutor(pages.thread);
        server.createContext("/", exchange -> answer(exchange, page(exchange, metrics, faults)));
        server.start();
        return pages;
    }

    private static Page page(HttpExchange exchange, Supplier<String> metrics, Supplier<List<String>> faults) {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return new Page(NOT_ALLOWED, TEXT, "only GET\n");
        }
        return switch (exchange.getRequestURI().getPath()) {
            case "/metrics" -> new Page(OK, PROMETHEUS, metrics.get());
            case "/health" -> health(faults.get());
            default -> new Page(NOT_FOUND, TEXT, "there are /metrics and /health\n");
        };
    }

    private static Page health(List<String> faults) {
        return faults.isEmpty()
                ? new Page(OK, TEXT, "healthy\n")
                : new Page(UNAVAILABLE, TEXT, String.join("\n", faults) + "\n");
    }

    private static void answer(HttpExchange exchange, Page page) throws IOException {
        try (exchange) {
            byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", page.type());
            boolean isHead = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(page.status(), isHead ? -1 : body.length);
            if (!isHead) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }
}
