package io.github.mtasts.tool.postfix;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts requests, connections and datagrams. The names of maps are a fixed few: a stranger makes no meters. Thread-safe. */
final class RequestMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger connections = new AtomicInteger();
    private final Counter refused;

    RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge("mta.sts.postfix.connections", connections);
        this.refused = Counter.builder("mta.sts.postfix.connections.overload")
                .description("Connections beyond the limit, which were answered from memory only or closed")
                .register(registry);
    }

    /** Counts the answer to a request, and how long it took. */
    CompletableFuture<Reply> counted(String map, CompletableFuture<Reply> answer) {
        Timer.Sample start = Timer.start(registry);
        return answer.whenComplete((reply, error) -> start.stop(Timer.builder("mta.sts.postfix.requests")
                .description("Requests to the maps")
                .tags("map", map, "reply", error == null ? reply.kind().name().toLowerCase(Locale.ROOT) : "error")
                .register(registry)));
    }

    /** A request that got no answer in time, or found no room. */
    void late(String why) {
        registry.counter("mta.sts.postfix.requests.unanswered", "why", why).increment();
    }

    AtomicInteger connections() {
        return connections;
    }

    void overload() {
        refused.increment();
    }

    /** A record for TLS reports: counted, malformed, or lost with a fault of the socket. */
    void datagram(String result) {
        registry.counter("mta.sts.postfix.tlsrpt.datagrams", "result", result).increment();
    }

    double datagrams(String result) {
        return registry.counter("mta.sts.postfix.tlsrpt.datagrams", "result", result)
                .count();
    }
}
