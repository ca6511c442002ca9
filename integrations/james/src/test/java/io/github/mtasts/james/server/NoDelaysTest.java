package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A queue that ignores delays, as that of RabbitMQ does: each attempt is a last one, and must not be made in a loop. */
@Tag("slow")
class NoDelaysTest extends Deliveries {
    private static final Duration LEAST_WAIT = Duration.ofSeconds(60);

    NoDelaysTest() throws IOException, InterruptedException {}

    @Override
    JamesHome configure(JamesHome home, Network around) {
        return home.property("queue.without.delays", "true").option("maxRetries", "0");
    }

    @Test
    void aLastTryThatCouldNotBeMadeIsMadeAgainAfterAMinuteAndKeepsNothingElseWaiting() throws Exception {
        String domain = network().domain("held", "enforce", 1);
        MxServer server = network().mx(domain, 1);
        deliversTo(domain);
        assertThat(james().settled()).isEmpty();
        server.dropConnections();
        james().property("testkit.shortage", "true");
        String canary = canary();
        long start = System.nanoTime();
        send(canary, domain);
        james().await(
                        "the attempt",
                        () -> james().log().stream().anyMatch(line -> line.contains("the last try was not made")));
        james().property("testkit.shortage", "false");
        deliversTo(network().domain("beside", "enforce", 1));
        // The other message is in work until James has the host's reply.
        james().await("the held message alone", () -> james().inWork() == 1);
        int after = server.sessions().size();
        assertThat(bounces(canary)).isEmpty();

        assertThat(received(server, canary).tls()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(LEAST_WAIT);
        assertThat(server.sessions()).hasSizeLessThanOrEqualTo(after + 1);
        assertThat(james().settled()).isEmpty();
        assertThat(bounces(canary)).isEmpty();
    }
}
