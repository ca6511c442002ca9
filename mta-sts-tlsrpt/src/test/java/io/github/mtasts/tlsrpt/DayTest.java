package io.github.mtasts.tlsrpt;

import static io.github.mtasts.tlsrpt.Outcomes.EXPIRED;
import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.sts;
import static io.github.mtasts.tlsrpt.Rig.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.tlsrpt.submit.MailResult;
import io.github.mtasts.tlsrpt.submit.ReportMail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The day after a day with many domains, whose destinations work, are down, slow, refusing or malformed. */
class DayTest {
    private static final Instant MIDNIGHT = Instant.parse("2024-03-02T00:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    /** The time at which the report of each domain was accepted, by the test clock. */
    private final Map<String, Instant> accepted = new ConcurrentHashMap<>();

    /** The reports that each domain got, by their ids, and what was posted: a second copy is no second report (D24). */
    private final Map<String, Map<String, ByteBuffer>> reports = new ConcurrentHashMap<>();

    private final Queue<String> differing = new ConcurrentLinkedQueue<>();

    private enum Kind {
        GOOD_POST("https://good%d.example.net/"),
        GOOD_MAIL("mailto:tls%d@good.example"),
        UPPER_CASE("HTTPS://good%d.example.net/upper"),
        BOTH_AND_ABSURD("gopher://x.example/,mailto:a@x.example!10m, https://good%d.example.net/ ,mailto:%%0d@x"),
        RECOVERS("https://flaky%d.example.net/"),
        MAIL_RECOVERS("mailto:tls%d@flaky.example"),
        DEAD_AND_GOOD("https://dead%d.example.net/,mailto:tls%d@good.example"),
        DEAD("https://dead%d.example.net/"),
        NOWHERE("https://nowhere%d.example.net/"),
        SLOW("https://slow%d.example.net/"),
        REJECTS("https://rejects%d.example.net/"),
        MAIL_REJECTS("mailto:tls%d@rejects.example"),
        ABSURD("ftp://x.example/,mailto:,https://[::1]/"),
        TWO_RECORDS("https://good%d.example.net/");

        private static final Set<Kind> DELIVERABLE =
                Set.of(GOOD_POST, GOOD_MAIL, UPPER_CASE, BOTH_AND_ABSURD, RECOVERS, MAIL_RECOVERS, DEAD_AND_GOOD);

        private final String destinations;

        Kind(String destinations) {
            this.destinations = destinations;
        }

        /** There are fewer slow ones, because their answers take real time. */
        static Kind of(int domain) {
            Kind kind = values()[domain % values().length];
            return kind == SLOW && domain % 4 != 0 ? GOOD_POST : kind;
        }
    }

    private static String domain(int i) {
        return "d" + i + ".example";
    }

    @Test
    @Tag("RPT-5.5-01")
    @Tag("RPT-3-21")
    void everyDeliverableReportIsDeliveredAndTheOthersHoldUpNobody() throws Exception {
        day(420); // thirty of each kind
    }

    @Test
    @Tag("slow")
    @Tag("RPT-5.5-01")
    @Tag("RPT-3-21")
    void twoThousandDomainsHoldUpNobody() throws Exception {
        day(2_000);
    }

    private void day(int domains) throws Exception {
        try (Rig rig = new Rig(folder, builder -> builder.reportsPerMinute(500))) {
            for (int i = 0; i < domains; i++) {
                String record = "v=TLSRPTv1; rua=" + Kind.of(i).destinations.replace("%d", Integer.toString(i % 20));
                if (Kind.of(i) == Kind.TWO_RECORDS) {
                    rig.net.dns().txt("_smtp._tls." + domain(i), record, record);
                } else {
                    rig.net.dns().txt("_smtp._tls." + domain(i), record.replace("%%", "%"));
                }
                rig.reporting.onOutcome(outcome(domain(i), NOON, sts(domain(i))));
                rig.reporting.onOutcome(outcome(domain(i), NOON, sts(domain(i), EXPIRED)));
            }
            for (int i = 0; i < 20; i++) {
                rig.net.httpsHost("good" + i + ".example.net").respondWith(this::accept);
                rig.net.httpsHost("flaky" + i + ".example.net").status(503);
                rig.net.httpsHost("dead" + i + ".example.net").unreachable();
                rig.net
                        .httpsHost("slow" + i + ".example.net")
                        .delay(Duration.ofMillis(400))
                        .status(503);
                rig.net.httpsHost("rejects" + i + ".example.net").status(410);
            }
            rig.mailer = mail -> take(rig, mail);
            rig.flush();
            for (Instant time = MIDNIGHT; !time.isAfter(MIDNIGHT.plus(Duration.ofHours(29))); time = time.plus(STEP)) {
                if (time.equals(MIDNIGHT.plus(Duration.ofHours(9)))) {
                    for (int i = 0; i < 20; i++) {
                        rig.net.httpsHost("flaky" + i + ".example.net").reset().respondWith(this::accept);
                    }
                }
                now = time;
                rig.submitAt(time);
            }
            check(rig, domains);
        }
    }

    private volatile Instant now = MIDNIGHT;

    private PolicyHost.Response accept(PolicyHost.Request request) {
        try {
            JsonNode report = Rig.json(Rig.octets(request.body()));
            assertThat(report.at("/date-range/start-datetime").asText()).isEqualTo("2024-03-01T00:00:00Z");
            accepted(
                    report.at("/policies/0/policy/policy-domain").asText(),
                    report.at("/report-id").asText(),
                    request.body());
            return new PolicyHost.Response(201, Map.of(), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer that comes after the client's time limit lets it post the same again. */
    private void accepted(String domain, String id, ByteBuffer content) {
        accepted.putIfAbsent(domain, now);
        ByteBuffer before = reports.computeIfAbsent(domain, key -> new ConcurrentHashMap<>())
                .putIfAbsent(id, content);
        if (before != null && !before.equals(content)) {
            differing.add(id);
        }
    }

    /** The mail server delivers the report in a session that fails, and passes its kind to the library. */
    private MailResult take(Rig rig, ReportMail mail) {
        String recipient = mail.recipients().get(0);
        String at = recipient.substring(recipient.indexOf('@') + 1);
        rig.reporting.onOutcome(outcome(
                domain(1), ReportMail.kind(mail.marker()), now, "mx1.example.com", "mx", sts(domain(1), EXPIRED)));
        if (at.equals("rejects.example")) {
            return new MailResult.Refused("550 5.7.1 no reports");
        }
        if (at.equals("flaky.example") && now.isBefore(MIDNIGHT.plus(Duration.ofHours(9)))) {
            return new MailResult.TryLater("451 4.3.0 busy");
        }
        accepted(mail.domain().name(), mail.marker(), ByteBuffer.wrap(mail.message()));
        return new MailResult.Accepted();
    }

    private void check(Rig rig, int domains) {
        assertThat(differing).as("copies of one report are equal").isEmpty();
        assertThat(reports)
                .allSatisfy((domain, ids) -> assertThat(ids).as(domain).hasSize(1));
        for (int i = 0; i < domains; i++) {
            Kind kind = Kind.of(i);
            Instant time = accepted.get(domain(i));
            if (Kind.DELIVERABLE.contains(kind)) {
                assertThat(time).as(kind + " " + domain(i)).isNotNull();
                boolean waits = kind == Kind.RECOVERS || kind == Kind.MAIL_RECOVERS;
                // Destinations that work get it within the four hours over which reports are spread.
                assertThat(Duration.between(MIDNIGHT, time))
                        .as(kind + " " + domain(i))
                        .isLessThanOrEqualTo(
                                waits
                                        ? Duration.ofHours(24)
                                        : Duration.ofHours(4).plus(STEP));
            } else {
                assertThat(time).as(kind + " " + domain(i)).isNull();
            }
        }
        assertThat(rig.store.list(LocalDate.of(2024, 3, 1)))
                .as("every report is finished")
                .isEmpty();
        assertThat(rig.store.list(LocalDate.of(2024, 3, 2)))
                .as("no report made another")
                .isEmpty();
        assertThat(rig.events)
                .filteredOn(event -> event.startsWith("delivered"))
                .hasSize(accepted.size());
    }
}
