package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many messages and many stalled hosts: cases 13 and 19. */
@Tag("slow")
class LoadTest {
    private static final int DOMAINS = 200;
    private static final int MESSAGES = 2000;
    private static final int ROUNDS = 5;
    private static final double LEAST_SHARE = 0.95;
    private static final int STALLED = 50;
    private static final long STOP_LIMIT_MILLIS = 30_000;

    @Test
    void policiesCostLittle() throws Exception {
        try (Network network = new Network();
                James james = network.start(network.home().option("delayTime", "5 minutes, 20*2 hours"))) {
            List<String> with = new ArrayList<>();
            List<String> without = new ArrayList<>();
            for (int i = 0; i < DOMAINS; i++) {
                with.add(network.domain("with", "enforce", 1));
                without.add(network.domain("without"));
            }
            // Policies are fetched, and code is compiled, before anything is measured.
            run(network, james, with);
            run(network, james, without);
            List<Double> shares = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                double slow = run(network, james, with);
                double fast = run(network, james, without);
                shares.add(fast / slow);
            }
            shares.sort(null);
            System.out.printf("rate with policies / rate without, per round: %s%n", shares);
            assertThat(shares.get(ROUNDS / 2)).isGreaterThanOrEqualTo(LEAST_SHARE);
        }
    }

    /** Sends all messages and returns the seconds until all have arrived, each once. */
    private static double run(Network network, James james, List<String> domains) throws InterruptedException {
        domains.forEach(domain -> network.mx(domain, 1).clear());
        long start = System.nanoTime();
        for (int i = 0; i < MESSAGES; i++) {
            james.submit(Letter.to("load-" + i, "bob@" + domains.get(i % DOMAINS)));
        }
        for (String domain : domains) {
            assertThat(network.mx(domain, 1).awaitMessages(MESSAGES / DOMAINS, James.PATIENCE))
                    .isTrue();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(james.settled()).isEmpty();
        for (String domain : domains) {
            assertThat(network.mx(domain, 1).messages()).hasSize(MESSAGES / DOMAINS);
        }
        return seconds;
    }

    @Test
    void jamesStopsDuringStalledDeliveries() throws Exception {
        stops(STALLED);
    }

    /** Also run, with fewer hosts, in every build. */
    static void stops(int stalled) throws IOException, InterruptedException {
        try (Network network = new Network()) {
            String deferred = network.domain("deferred", "enforce", 1);
            network.mx(deferred, 1).noStartTls();
            List<MxServer> servers = new ArrayList<>();
            List<String> domains = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (int i = 0; i < stalled; i++) {
                String domain = network.domain("stalled", "enforce", 1);
                domains.add(domain);
                servers.add(network.mx(domain, 1).stallInHandshake());
            }
            // And one in each other state: in the dialogue, at the policy host, and at the DNS.
            String dialogue = network.domain("dialogue", "enforce", 1);
            servers.add(network.mx(dialogue, 1).mailReply("250-wait"));
            String fetch = network.domain("fetch", "enforce", 1);
            network.kit().policyHost(fetch).stall();
            String lookup = network.domain("lookup", "enforce", 1);
            network.kit().dns().silent(lookup, "MX");
            domains.addAll(List.of(dialogue, fetch, lookup));
            try (James james = network.start(network.home().option("delayTime", "5 minutes, 20*2 hours"))) {
                names.add(james.submit(Letter.to("deferred", "bob@" + deferred)) + "-to-" + deferred);
                james.deferred(names.get(0), 1);
                for (String domain : domains) {
                    names.add(james.submit(Letter.to("stalled", "bob@" + domain)) + "-to-" + domain);
                }
                james.await(
                        "sessions",
                        () -> servers.stream().noneMatch(one -> one.sessions().isEmpty())
                                && !network.kit().policyHost(fetch).requests().isEmpty()
                                && !network.kit().dns().queries(lookup).isEmpty());
                Known stopped = james.stop();
                assertThat(Long.parseLong(stopped.text("took-millis"))).isLessThan(STOP_LIMIT_MILLIS);
            }
            servers.forEach(one -> one.dropConnections().reset());
            servers.add(network.mx(fetch, 1));
            servers.add(network.mx(lookup, 1));
            network.kit().policyHost(fetch).reset();
            network.publish(fetch, "1", "enforce", "mx1." + fetch);
            network.kit().dns().heal(lookup);
            try (James james = network.start(network.home().option("delayTime", "5 minutes, 20*2 hours"))) {
                // What was stalled was not tried: it waits for a minute, and no retry was counted.
                for (String name : names.subList(1, names.size())) {
                    assertThat(james.deferred(name, 0).retries()).as(name).isZero();
                }
                assertThat(james.deferred(names.get(0), 1).retries()).isEqualTo(1);
                assertThat(james.kept("local")).isEmpty();
                network.mx(deferred, 1).reset();
                james.flush();
                for (MxServer server : servers) {
                    assertThat(server.awaitMessages(1, James.PATIENCE)).isTrue();
                }
                assertThat(network.mx(deferred, 1).awaitMessages(1, James.PATIENCE))
                        .isTrue();
                assertThat(james.settled()).isEmpty();
            }
        }
    }
}
