package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Tests that share one James, and what they all look at. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Deliveries {
    private static final String SESSIONS = "mtaSts.sessions.";

    private final AtomicInteger letters = new AtomicInteger();
    private final Network network;
    private final James james;

    Deliveries() throws IOException, InterruptedException {
        network = new Network();
        james = network.start(configure(network.home(), network));
    }

    /** Sets the options of the James. */
    abstract JamesHome configure(JamesHome home, Network around);

    Network network() {
        return network;
    }

    James james() {
        return james;
    }

    @BeforeAll
    void hasStarted() {
        assertThat(james.queue()).isEmpty();
    }

    @AfterEach
    void emptyTheQueue() {
        james.clear();
    }

    @AfterAll
    void end() throws Exception {
        try {
            assertThat(james.leaks()).isEmpty();
        } finally {
            james.close();
            network.close();
        }
    }

    /** A text that no other mail of this James has. */
    String canary() {
        return "canary-" + letters.incrementAndGet() + "-end";
    }

    /** Submits a mail to bob at a domain and returns the name that its entry in the queue has. */
    String send(String canary, String domain) {
        return james.submit(Letter.to(canary, "bob@" + domain)) + "-to-" + domain;
    }

    /** Sends a mail to a good domain, which must arrive. */
    void deliversTo(String domain) throws InterruptedException {
        String canary = canary();
        send(canary, domain);
        received(network.mx(domain, 1), canary);
    }

    /** Waits until a host has received a mail over TLS. */
    MxServer.ReceivedMessage received(MxServer server, String canary) throws InterruptedException {
        james.await(
                canary + " at " + server.name(),
                () -> find(server, canary) != null,
                () -> "queue " + james.queue() + ", sessions " + server.sessions() + ", bounces "
                        + james.kept("local"));
        MxServer.ReceivedMessage message = find(server, canary);
        if (message == null) {
            throw new AssertionError(canary);
        }
        return message;
    }

    private static MxServer.@org.jspecify.annotations.Nullable ReceivedMessage find(MxServer server, String canary) {
        return server.messages().stream()
                .filter(one -> one.body().contains(canary))
                .findFirst()
                .orElse(null);
    }

    /** A policy has held a mail back: it waits, nobody got any of it, nobody was told, and its state says why. */
    Known heldBack(String name, String canary, int retries, MxServer... servers) throws InterruptedException {
        Known waiting = james.deferred(name, retries);
        notGiven(canary, servers);
        assertThat(waiting.text("state")).isEqualTo("error");
        assertThat(waiting.attribute("is-delivery-permanent-error")).contains("false");
        // 4.3.2 is for a host that refuses service before it speaks of TLS, 4.4.3 for DNS that leads nowhere.
        assertThat(waiting.attribute("delivery-error")).containsPattern("4\\.(7\\.\\d|3\\.2|4\\.3)");
        // Another recipient of the same mail may have been refused for good, and its sender been told.
        assertThat(bounces(canary))
                .noneMatch(bounce -> waiting.recipients().stream().anyMatch(bounce.text("message")::contains));
        return waiting;
    }

    /** Ends what a host does, in sessions that are open, too. */
    static void mend(MxServer server) {
        server.reset().dropConnections();
    }

    void notGiven(String canary, MxServer... servers) {
        for (MxServer server : servers) {
            assertThat(server.messages()).noneMatch(one -> one.body().contains(canary));
            assertThat(server.sawInClear("MAIL FROM")).isFalse();
            assertThat(server.sawInClear(canary)).isFalse();
            assertThat(server.sawOverTls(canary)).isFalse();
        }
    }

    List<Known> bounces(String canary) {
        return james.kept("local").stream()
                .filter(one -> one.text("message").contains(canary))
                .toList();
    }

    Known bounce(String canary) throws InterruptedException {
        james.await("bounce of " + canary, () -> !bounces(canary).isEmpty());
        return bounces(canary).get(0);
    }

    /** How many sessions under MTA-STS were counted with a result. */
    long counted(String result) {
        return Long.parseLong(james.metrics().getProperty(SESSIONS + "sts." + result, "0"));
    }
}
