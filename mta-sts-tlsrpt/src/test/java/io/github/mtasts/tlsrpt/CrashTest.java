package io.github.mtasts.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a node at random times while it counts today's sessions and sends yesterday's reports, to a real HTTPS endpoint
 * and a real SMTP server. By the node's clock, two hours pass between a kill and the next start.
 */
class CrashTest {
    private static final Instant START = Instant.parse("2024-03-01T01:00:00Z");
    private static final int KILLS = 50;
    private static final Duration STEP = Duration.ofHours(2);
    private static final Pattern NAME = Pattern.compile("filename=\"sender.example!(d[0-9]+.example)!([0-9]+)!");

    /**
     * The bounds of the number of sessions in the reports of a day.
     *
     * @param least the outcomes that the store had taken before each kill
     * @param most all counted outcomes
     */
    private record Bounds(long least, long most) {
        Bounds plus(long more, long most) {
            return new Bounds(this.least + more, this.most + most);
        }
    }

    /** @param life which life of the node sent it; those at the end, which nobody kills, are one */
    private record Received(String report, int life, JsonNode content) {}

    @TempDir
    private Path folder;

    private final List<Received> posted = Collections.synchronizedList(new ArrayList<>());

    @Test
    @Tag("slow")
    @Tag("RPT-4.1-03")
    void everyDomainGetsItsReportsAndTheyLackNothingThatWasStored() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<LocalDate, Bounds> counted = new TreeMap<>();
        try (TestNetwork net = TestNetwork.start()) {
            MxServer smtp = net.mxServer("mail.example.net").noStartTls();
            for (int i = 0; i < Node.DOMAINS; i++) {
                net.dns()
                        .txt(
                                "_smtp._tls." + Node.domain(i),
                                "v=TLSRPTv1; rua=https://r.example.net/" + i + ",mailto:d" + i + "@example.net");
            }
            String file = folder.resolve("reports.db").toString();
            Instant time = START;
            for (int i = 0; i < KILLS; i++, time = time.plus(STEP)) {
                NodeProcess node = NodeProcess.start(file, time, net, endpoint(net, i), smtp, true)
                        .go();
                node.awaitGroups(60 + random.nextInt(500));
                node.kill();
                LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
                Bounds before = counted.getOrDefault(day, new Bounds(0, 0));
                counted.put(day, before.plus(node.stored(), node.counted() + Node.GROUP));
            }
            finish(file, time, net, endpoint(net, KILLS), smtp);

            String where = "seed " + seed;
            LocalDate last = LocalDate.ofInstant(time.minus(STEP), ZoneOffset.UTC);
            check(where, counted, last);
            checkMail(where, smtp, counted, last);
        }
        assertThat(folder.toFile().list()).noneMatch(name -> name.contains("corrupt"));
    }

    /** Starts further nodes that do not count, so that all pending reports are sent: now, and after the last day. */
    private void finish(String file, Instant time, TestNetwork net, PolicyHost endpoint, MxServer smtp)
            throws Exception {
        for (Duration later : List.of(
                Duration.ZERO, Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofMinutes(24 * 60 + 30))) {
            NodeProcess node = NodeProcess.start(file, time.plus(later), net, endpoint, smtp, false)
                    .go();
            node.awaitQuiet();
            node.stop();
        }
    }

    /** The endpoint at an address of its own for each life, because a request can be read after its sender was killed. */
    private PolicyHost endpoint(TestNetwork net, int life) {
        PolicyHost host = net.httpsHost("life-" + life + ".example.net")
                .certificate(net.ca().issue("r.example.net"))
                .respondWith(request -> receive(request, life));
        net.dns().a("r.example.net", host.address().getAddress().getHostAddress());
        return host;
    }

    private PolicyHost.Response receive(PolicyHost.Request request, int life) {
        try {
            JsonNode content = Rig.json(Rig.octets(request.body()));
            posted.add(new Received(content.get("report-id").asText(), life, content));
            return new PolicyHost.Response(201, Map.of(), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check(String where, Map<LocalDate, Bounds> counted, LocalDate last) {
        Map<LocalDate, Map<String, Received>> byDay = new HashMap<>();
        for (Received each : posted) {
            LocalDate day = LocalDate.parse(
                    each.content().at("/date-range/start-datetime").asText().substring(0, 10));
            String domain =
                    each.content().at("/policies/0/policy/policy-domain").asText();
            Received before = byDay.computeIfAbsent(day, key -> new HashMap<>()).put(domain, each);
            if (before != null) { // sent twice: only if a kill came between acceptance and its record
                assertThat(each.life()).as(where + ": " + each.report()).isNotEqualTo(before.life());
                assertThat(before.content()).isEqualTo(each.content());
            }
        }
        assertThat(byDay.keySet()).as(where + ": no wrong day").isSubsetOf(counted.keySet());
        counted.forEach((day, bounds) -> {
            if (!day.isAfter(last) && bounds.least() >= Node.DOMAINS) {
                Map<String, Received> reports = byDay.getOrDefault(day, Map.of());
                assertThat(reports).as(where + ": " + day).hasSize(Node.DOMAINS);
                long sessions = reports.values().stream()
                        .mapToLong(each -> sum(each.content()))
                        .sum();
                assertThat(sessions).as(where + ": " + day).isBetween(bounds.least(), bounds.most());
            }
        });
        assertThat(byDay).as(where).hasSizeGreaterThanOrEqualTo(KILLS / 12 - 1);
    }

    private static long sum(JsonNode report) {
        long sum = 0;
        for (JsonNode entry : report.get("policies")) {
            sum += entry.at("/summary/total-successful-session-count").asLong()
                    + entry.at("/summary/total-failure-session-count").asLong();
        }
        return sum;
    }

    private static void checkMail(String where, MxServer smtp, Map<LocalDate, Bounds> counted, LocalDate last) {
        Map<LocalDate, Map<String, Integer>> byDay = new HashMap<>();
        for (MxServer.ReceivedMessage message : smtp.messages()) {
            Matcher name = NAME.matcher(message.body().replace("\r\n ", ""));
            assertThat(name.find()).as(where).isTrue();
            LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(Long.parseLong(name.group(2))), ZoneOffset.UTC);
            byDay.computeIfAbsent(day, key -> new HashMap<>()).merge(name.group(1), 1, Integer::sum);
        }
        counted.forEach((day, bounds) -> {
            if (!day.isAfter(last) && bounds.least() >= Node.DOMAINS) {
                assertThat(byDay.getOrDefault(day, Map.of()))
                        .as(where + ": mail about " + day)
                        .hasSize(Node.DOMAINS);
            }
        });
    }
}
