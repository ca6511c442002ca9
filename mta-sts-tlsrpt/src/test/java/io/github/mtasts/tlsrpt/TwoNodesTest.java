package io.github.mtasts.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.TestNetwork;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Two processes share one PostgreSQL. */
class TwoNodesTest {
    private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @Test
    void countsAddUpAndEachDestinationGetsOneReport() throws Exception {
        try (EmbeddedPostgres server =
                        EmbeddedPostgres.builder().setPGStartupWait(TIMEOUT).start();
                TestNetwork net = TestNetwork.start()) {
            String store = server.getJdbcUrl("postgres", "postgres");
            PolicyHost endpoint = net.httpsHost("r.example.net").status(201);
            MxServer smtp = net.mxServer("mail.example.net").noStartTls();
            for (int i = 0; i < Node.DOMAINS; i++) {
                net.dns()
                        .txt(
                                "_smtp._tls." + Node.domain(i),
                                "v=TLSRPTv1; rua=https://r.example.net/" + i + ",mailto:d" + i + "@example.net");
            }
            List<NodeProcess> counting = List.of(
                    NodeProcess.start(store, NOON, net, endpoint, smtp, true).go(),
                    NodeProcess.start(store, NOON, net, endpoint, smtp, true).go());
            await(() -> counting.stream().allMatch(node -> node.counted() > 2_000));
            for (NodeProcess node : counting) {
                node.stop();
            }
            Instant later = NOON.plus(Duration.ofHours(13));
            List<NodeProcess> sending = List.of(
                    NodeProcess.start(store, later, net, endpoint, smtp, false).go(),
                    NodeProcess.start(store, later, net, endpoint, smtp, false).go());
            await(() -> endpoint.requests().size() >= Node.DOMAINS
                    && smtp.messages().size() >= Node.DOMAINS);
            for (NodeProcess node : sending) {
                node.stop();
            }

            assertThat(endpoint.requests()).hasSize(Node.DOMAINS);
            assertThat(endpoint.requests()).extracting(PolicyHost.Request::path).doesNotHaveDuplicates();
            assertThat(smtp.messages()).hasSize(Node.DOMAINS);
            assertThat(smtp.messages())
                    .extracting(MxServer.ReceivedMessage::recipients)
                    .doesNotHaveDuplicates();
            long sessions = 0;
            for (PolicyHost.Request request : endpoint.requests()) {
                JsonNode policies = Rig.json(Rig.octets(request.body())).get("policies");
                assertThat(policies).hasSize(1);
                sessions += policies.at("/0/summary/total-successful-session-count")
                                .asLong()
                        + policies.at("/0/summary/total-failure-session-count").asLong();
            }
            assertThat(sessions)
                    .isEqualTo(counting.stream().mapToLong(NodeProcess::counted).sum());
        }
    }

    private static synchronized void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            TwoNodesTest.class.wait(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
