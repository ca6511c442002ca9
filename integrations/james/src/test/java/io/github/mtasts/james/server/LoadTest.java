package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Many messages and many stalled hosts: cases 13 and 19. */
@Tag("slow")
class LoadTest {
    private static final int DOMAINS = 200;
    private static final int MESSAGES = 2000;
    private static final int ROUNDS = 5;
    private static final double LEAST_SHARE = 0.95;
    private static final int STALLED = 50;
    private static final long STOP_LIMIT_MILLIS = 30_000;

    /** A measurement, for a machine that does nothing else: {@code -Dmtasts.james.load=true}. */
    @Test
    @EnabledIfSystemProperty(
            named = "mtasts.james.load",
            matches = "true",
            disabledReason = "It measures rates, which other programs on the machine change.")
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
            rate(network, james, with);
            rate(network, james, without);
            List<Double> protectedRates = new ArrayList<>();
            List<Double> openRates = new ArrayList<>();
            List<Double> shares = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                // Each kind goes first in every other round, so that a machine that becomes slower harms both.
                boolean first = round % 2 == 0;
                double one = rate(network, james, first ? with : without);
                double other = rate(network, james, first ? without : with);
                protectedRates.add(first ? one : other);
                openRates.add(first ? other : one);
                shares.add(protectedRates.get(round) / openRates.get(round));
            }
            System.out.printf(
                    "messages per second, %d to %d domains: with policies %s, without %s; shares %s, median %.3f%n",
                    MESSAGES,
                    DOMAINS,
                    rounded(protectedRates, 0),
                    rounded(openRates, 0),
                    rounded(shares, 3),
                    median(shares));
            assertThat(median(shares)).isGreaterThanOrEqualTo(LEAST_SHARE);
            assertThat(james.leaks()).isEmpty();
        }
    }

    private static List<String> rounded(List<Double> numbers, int digits) {
        return numbers.stream()
                .map(number -> String.format("%." + digits + "f", number))
                .toList();
    }

    private static double median(List<Double> numbers) {
        return numbers.stream().sorted().toList().get(numbers.size() / 2);
    }

    /** Sends all messages and returns how many arrive in a second, each once. */
    private static double rate(Network network, James james, List<String> domains) throws InterruptedException {
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
        return MESSAGES / seconds;
    }

    @Test
    void jamesStopsDuringStalledDeliveries() throws Exception {
        stops(STALLED);
    }

    /** Also run, with fewer hosts, in every build. */
    static void stops(int stalled) throws IOException, InterruptedException, SQLException {
        try (Network network = new Network()) {
            String deferred = network.domain("deferred", "enforce", 1);
            network.mx(deferred, 1).noStartTls();
            network.kit().dns().txt("_smtp._tls." + deferred, "v=TLSRPTv1; rua=mailto:tls@rua.test");
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
            try (James james = network.start(reporting(network))) {
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
                assertThat(failuresKept(james.home(), deferred)).containsExactly("starttls-not-supported");
            }
            servers.forEach(one -> one.dropConnections().reset());
            servers.add(network.mx(fetch, 1));
            servers.add(network.mx(lookup, 1));
            network.kit().policyHost(fetch).reset();
            network.publish(fetch, "1", "enforce", "mx1." + fetch);
            network.kit().dns().heal(lookup);
            try (James james = network.start(reporting(network))) {
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

    /** A James that keeps counts for reports. */
    private static JamesHome reporting(Network network) {
        return network.home()
                .option("delayTime", "5 minutes, 20*2 hours")
                .setting("dns.timeout", "2m")
                .setting("reporting.enabled", "true")
                .setting("reporting.organization", "Acceptance Tests")
                .setting("reporting.contact", "tls@local.test");
    }

    /** The types of the failures that a James has counted for a domain and kept in its file. */
    private static List<String> failuresKept(JamesHome home, String domain) throws SQLException {
        Path file = home.folder().resolve("var").resolve("mta-sts.db");
        List<String> types = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement statement =
                        connection.prepareStatement("SELECT type FROM mta_sts_report_detail WHERE domain = ?")) {
            statement.setString(1, domain);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    types.add(rows.getString(1));
                }
            }
        }
        return types;
    }
}
