package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a stop, a start and a kill leave: cases 12, 13 and 17. */
@Tag("slow")
class RestartTest {
    /** Threads of James, of the JDK and of these tests that may go on after James has stopped. */
    private static final List<Pattern> OTHERS = List.of(
            Pattern.compile(
                    "Reference Handler|Finalizer|Signal Dispatcher|Common-Cleaner|Attach Listener|Notification Thread"),
            Pattern.compile("main|DestroyJavaVM|process reaper.*|Cleaner-\\d+|Java2D Disposer|JNA Cleaner"),
            // The last two end by themselves, at most a minute after the last fetch.
            Pattern.compile("idle-timeout-task|blocking-call-wrapper-\\d+|OkHttp TaskRunner|Okio Watchdog"),
            // Ends ten seconds after the last delivery.
            Pattern.compile("mta-sts-mail-sender"),
            Pattern.compile("control|HTTP-Dispatcher|CompletableFutureDelayScheduler|ForkJoinPool.*"),
            Pattern.compile("(parallel|boundedElastic|single|schedulers|spooler|file-queue).*"),
            Pattern.compile("RMI .*|pool-\\d+-thread-\\d+|Timer-\\d+|logback.*|dropwizard.*|metrics-.*"),
            Pattern.compile("dnsjava NIO selector|GC Daemon|Keep-Alive-Timer|mail-.*|James.*|server-.*"));

    private static JamesHome configured(Network network) {
        return network.home().option("delayTime", "5 minutes, 20*2 hours");
    }

    @Test
    void aPolicyHoldsAfterARestartWhileDnsAndPolicyHostAreBlocked() throws Exception {
        try (Network network = new Network()) {
            String domain = network.domain("blocked", "enforce", 1);
            MxServer server = network.mx(domain, 1);
            String waiting;
            try (James james = network.start(configured(network))) {
                james.submit(Letter.to("before-the-restart", "bob@" + domain));
                assertThat(server.awaitMessages(1, James.PATIENCE)).isTrue();
                // The server has the message before James has its reply; a connection cut in between sends it twice.
                assertThat(james.settled()).isEmpty();
                server.noStartTls().dropConnections();
                waiting = james.submit(Letter.to("waits-over-the-restart", "bob@" + domain)) + "-to-" + domain;
                james.deferred(waiting, 1);

                Known stopped = james.stop();
                assertNoThreadOfOurs(stopped);
                assertThat(james.leaks()).isEmpty();
            }
            network.kit().dns().silent("_mta-sts." + domain).servfail("mta-sts." + domain);
            network.kit().policyHost(domain).unreachable();
            try (James james = network.start(configured(network))) {
                String name = james.submit(Letter.to("after-the-restart", "bob@" + domain)) + "-to-" + domain;
                Known held = james.deferred(name, 1);
                assertThat(held.attribute("delivery-error")).containsPattern("4\\.7\\.\\d");
                assertThat(james.deferred(waiting, 1).retries()).isEqualTo(1);
                assertThat(server.sawInClear("MAIL FROM")).isFalse();
                assertThat(server.messages()).hasSize(1);
                server.reset();
                james.flush();
                assertThat(server.awaitMessages(3, James.PATIENCE)).isTrue();
                assertThat(james.settled()).isEmpty();
                assertThat(server.messages()).hasSize(3).allMatch(MxServer.ReceivedMessage::tls);
            }
        }
    }

    private static void assertNoThreadOfOurs(Known stopped) {
        Set<String> unknown = Arrays.stream(stopped.text("threads").split("\n"))
                .filter(name -> OTHERS.stream()
                        .noneMatch(pattern -> pattern.matcher(name).matches()))
                .collect(java.util.stream.Collectors.toSet());
        assertThat(unknown).isEmpty();
    }

    @Test
    void nothingIsLostWhenJamesIsKilledInTheMiddle() throws Exception {
        try (Network network = new Network()) {
            String silent = network.domain("silent", "enforce", 1);
            String bad = network.domain("bad", "enforce", 1);
            String good = network.domain("good", "enforce", 1);
            MxServer server = network.mx(silent, 1).silentGreeting();
            network.mx(bad, 1).noStartTls();
            try (James james = network.start(configured(network))) {
                james.submit(Letter.to("killed-good", "bob@" + good));
                assertThat(network.mx(good, 1).awaitMessages(1, James.PATIENCE)).isTrue();
                assertThat(james.settled()).isEmpty();
                String deferred = james.submit(Letter.to("killed-bad", "bob@" + bad)) + "-to-" + bad;
                james.deferred(deferred, 1);
                for (int i = 0; i < 10; i++) {
                    james.submit(Letter.to("killed-" + i, "bob@" + silent));
                }
                james.await("the host reached", () -> !server.sessions().isEmpty());
                james.await("deliveries", () -> james.inWork() >= 10);
                james.kill();
            }
            server.reset();
            network.mx(bad, 1).reset();
            try (James james = network.start(configured(network))) {
                james.await("all mail", () -> server.messages().size() >= 10);
                james.flush();
                assertThat(network.mx(bad, 1).awaitMessages(1, James.PATIENCE)).isTrue();
                assertThat(james.settled()).isEmpty();
                for (int i = 0; i < 10; i++) {
                    String canary = "killed-" + i;
                    assertThat(server.messages()).anyMatch(one -> one.body().contains(canary));
                }
                assertThat(network.mx(good, 1).messages()).hasSize(1);
            }
        }
    }

    /** Its connection is cut by James' stop: that is no failure of the mail. */
    @Test
    void aLastTryThatAStopEndsIsNotReturned() throws Exception {
        try (Network network = new Network()) {
            String domain = network.domain("last", "enforce", 1);
            // A reply without an end. With PIPELINING the next one would end it, and the sender notices that.
            MxServer server = network.mx(domain, 1).ehloReplyOverTls("250 host").mailReply("250-wait");
            try (James james = network.start(network.home().option("maxRetries", "0"))) {
                james.submit(Letter.to("cut-by-the-stop", "bob@" + domain));
                james.await(
                        "the dialogue",
                        () -> server.sessions().stream()
                                .anyMatch(
                                        one -> one.commands().stream().anyMatch(line -> line.startsWith("MAIL FROM"))));
                james.stop();
            }
            server.reset();
            try (James james = network.start(network.home().option("maxRetries", "0"))) {
                assertThat(james.kept("local")).isEmpty();
                james.flush();
                assertThat(server.awaitMessages(1, James.PATIENCE)).isTrue();
                assertThat(james.settled()).isEmpty();
                assertThat(server.messages()).hasSize(1);
                assertThat(james.kept("local")).isEmpty();
            }
        }
    }

    @Test
    void mailThatIsHeldInTheProcessIsBackInTheQueueAfterAStop() throws Exception {
        try (Network network = new Network()) {
            String domain = network.domain("held", "enforce", 1);
            MxServer server = network.mx(domain, 1);
            try (James james = network.start(withoutDelays(network))) {
                james.submit(Letter.to("first", "bob@" + domain));
                assertThat(server.awaitMessages(1, James.PATIENCE)).isTrue();
                assertThat(james.settled()).isEmpty();
                server.dropConnections();
                james.property("testkit.shortage", "true");
                james.submit(Letter.to("held", "bob@" + domain));
                james.await(
                        "the attempt",
                        () -> james.log().stream().anyMatch(line -> line.contains("the last try was not made")));
                james.stop();
            }
            try (James james = network.start(withoutDelays(network))) {
                assertThat(server.awaitMessages(2, James.PATIENCE)).isTrue();
                assertThat(james.settled()).isEmpty();
                assertThat(server.messages()).hasSize(2);
                assertThat(james.kept("local")).isEmpty();
            }
        }
    }

    private static JamesHome withoutDelays(Network network) {
        return network.home().property("queue.without.delays", "true").option("maxRetries", "0");
    }

    @Test
    void jamesStopsDuringStalledDeliveries() throws Exception {
        LoadTest.stops(5);
    }
}
