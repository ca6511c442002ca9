package io.github.mtasts.tool.publish;

import java.time.Duration;
import java.time.Instant;

/** Writes metrics in the text format of Prometheus. Stateless. */
final class PublishMetrics {
    private static final String PREFIX = "mta_sts_publish_";

    private PublishMetrics() {}

    static String of(PublishStatus status) {
        StringBuilder text = new StringBuilder();
        family(text, "policies", "gauge", "Policies that are served.");
        value(text, "policies", "", status.book().all().size());
        family(text, "faults", "gauge", "Files that are refused, and delegations to nothing.");
        value(text, "faults", "", status.book().faults().size());
        family(text, "responses_total", "counter", "Responses by status.");
        status.statistics()
                .responses()
                .forEach((code, count) -> value(text, "responses_total", "{status=\"" + code + "\"}", count));
        family(text, "handshakes_total", "counter", "TLS handshakes by result.");
        value(text, "handshakes_total", "{result=\"done\"}", status.tls().handshakes());
        value(text, "handshakes_total", "{result=\"failed\"}", status.tls().failedHandshakes());
        family(text, "connections", "gauge", "Open connections.");
        value(text, "connections", "", status.server().connections());
        family(text, "refused_connections_total", "counter", "Connections beyond the limits.");
        value(text, "refused_connections_total", "", status.server().refusedConnections());
        Instant now = status.clock().instant();
        family(text, "certificate_remaining_seconds", "gauge", "Time until a certificate expires.");
        status.certificates()
                .states()
                .forEach(each -> each.end()
                        .ifPresent(end -> value(
                                text,
                                "certificate_remaining_seconds",
                                "{host=\"" + each.host() + "\"}",
                                Duration.between(now, end).toSeconds())));
        family(text, "certificate_failures", "gauge", "Failed attempts since the last success.");
        status.certificates()
                .states()
                .forEach(
                        each -> value(text, "certificate_failures", "{host=\"" + each.host() + "\"}", each.failures()));
        return text.toString();
    }

    private static void family(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ")
                .append(PREFIX)
                .append(name)
                .append(' ')
                .append(help)
                .append('\n');
        text.append("# TYPE ")
                .append(PREFIX)
                .append(name)
                .append(' ')
                .append(type)
                .append('\n');
    }

    private static void value(StringBuilder text, String name, String labels, long value) {
        text.append(PREFIX)
                .append(name)
                .append(labels)
                .append(' ')
                .append(value)
                .append('\n');
    }
}
