package io.github.mtasts.tlsrpt;

import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.sts;
import static io.github.mtasts.tlsrpt.Rig.NEXT_DAY;
import static io.github.mtasts.tlsrpt.Rig.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.tlsrpt.submit.MailResult;
import io.github.mtasts.tlsrpt.submit.RefusedBy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A refusal of one report must not silence the others. */
class RefusalTest {
    private static final String SHARED = "mailto:tls@service.example";

    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(folder, builder -> builder.reportsPerMinute(1_000));
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static String domain(int i) {
        return "d" + i + ".example";
    }

    private void count(int domains, Instant time, String destination) {
        for (int i = 0; i < domains; i++) {
            rig.asksForReports(domain(i), destination.replace("%d", Integer.toString(i)));
            rig.reporting.onOutcome(outcome(domain(i), time, sts(domain(i))));
        }
        rig.flush();
    }

    private List<String> events(String kind) {
        return rig.events.stream().filter(event -> event.startsWith(kind)).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"552 message too big", "554 5.3.4 too big", "552 5.2.2 mailbox full", "550 5.2.3 limit"})
    void aRefusalForSizeEndsOneReportOnly(String reply) throws InterruptedException {
        count(200, NOON, SHARED);
        rig.mailer = mail -> mail.domain().name().equals("d7.example")
                ? new MailResult.Refused(reply, RefusedBy.DESTINATION)
                : new MailResult.Accepted();
        rig.submitAt(NEXT_DAY);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(2)));
        assertThat(events("delivered")).hasSize(199);
        assertThat(events("dropped")).containsExactly("dropped d7.example " + SHARED + " " + reply);
        assertThat(rig.reporting.suppressed()).isEmpty();
    }

    @Test
    void postsThatAreTooLargeSuppressNothing() throws InterruptedException {
        PolicyHost endpoint = rig.endpoint("r.example.net").status(413);
        count(4, NOON, "https://r.example.net/in");
        rig.submitAt(NEXT_DAY);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(2)));
        assertThat(endpoint.requests()).hasSize(4);
        assertThat(events("dropped")).hasSize(4).allMatch(event -> event.endsWith(" status 413"));
        assertThat(rig.reporting.suppressed()).isEmpty();
    }

    /** One night, the operator's own smart host refuses everything. */
    @ParameterizedTest
    @EnumSource(RefusedBy.class)
    void aNightOfRefusalsByTheOwnRelayLosesNothing(RefusedBy said) throws InterruptedException {
        count(40, NOON, "mailto:tls@service%d.example");
        rig.mailer = mail -> new MailResult.Refused("554 5.7.1 relay access denied", said);
        Instant morning = NEXT_DAY.plus(Duration.ofHours(6));
        for (Instant time = NEXT_DAY; time.isBefore(morning); time = time.plus(Duration.ofMinutes(5))) {
            rig.submitAt(time);
        }
        assertThat(events("stopped"))
                .isNotEmpty()
                .allMatch(event -> event.equals("stopped 554 5.7.1 relay access denied"));
        assertThat(events("failed")).allMatch(event -> event.endsWith(" 554 5.7.1 relay access denied"));
        assertThat(events("dropped")).isEmpty();
        rig.mailer = mail -> new MailResult.Accepted();
        for (int i = 0; i < 100; i++) {
            rig.submitAt(morning.plus(Duration.ofMinutes(5L * i)));
        }
        assertThat(events("delivered")).hasSize(40);
        assertThat(events("resumed")).hasSameSizeAs(events("stopped"));
        assertThat(rig.reporting.suppressed()).isEmpty();
        assertThat(rig.store.list(LocalDate.of(2024, 3, 1))).isEmpty();
    }

    @Test
    void aDestinationThatRefusesForSeveralDomainsIsSuppressedAndCanBeReleased() throws InterruptedException {
        PolicyHost refusing = rig.endpoint("r.example.net").status(410);
        count(3, NOON, "https://r.example.net/in");
        rig.submitAt(NEXT_DAY);
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(66)));
        assertThat(events("dropped")).hasSize(3).allMatch(event -> event.endsWith(" status 410"));
        assertThat(events("suppressed")).containsExactly("suppressed https://r.example.net/in status 410");
        assertThat(rig.reporting.suppressed())
                .containsOnlyKeys("https://r.example.net/in")
                .containsValue(rig.clock.instant().plus(Duration.ofDays(7)));
        Instant next = NEXT_DAY.plus(Duration.ofHours(10));
        rig.clock.set(next);
        count(3, next, "https://r.example.net/in");
        rig.submitAt(NEXT_DAY.plus(Duration.ofDays(1)));
        assertThat(refusing.requests()).hasSize(3);
        rig.reporting.releaseAll();
        assertThat(rig.reporting.suppressed()).isEmpty();
        refusing.reset().status(201);
        count(1, rig.clock.instant(), "https://r.example.net/in");
        rig.submitAt(NEXT_DAY.plus(Duration.ofDays(2)));
        assertThat(rig.events).last().isEqualTo("delivered d0.example https://r.example.net/in");
    }

    @Test
    void aDestinationThatRefusesOnSeveralDaysIsSuppressed() throws InterruptedException {
        rig.endpoint("r.example.net").status(403);
        for (int day = 0; day < 3; day++) {
            assertThat(rig.reporting.suppressed()).isEmpty();
            Instant noon = NOON.plus(Duration.ofDays(day));
            rig.clock.set(noon);
            count(1, noon, "https://r.example.net/in");
            rig.submitAt(NEXT_DAY.plus(Duration.ofDays(day)));
            rig.submitAt(NEXT_DAY.plus(Duration.ofDays(day)).plus(Duration.ofMinutes(66)));
        }
        assertThat(rig.reporting.suppressed()).containsOnlyKeys("https://r.example.net/in");
        rig.reporting.release("https://r.example.net/in");
        assertThat(rig.reporting.suppressed()).isEmpty();
    }

    /** It refuses three of two hundred domains, and is no dead end for the others. */
    @Test
    void aDestinationThatAcceptsReportsIsNotSuppressed() throws InterruptedException {
        count(20, NOON, SHARED);
        rig.mailer = mail -> List.of("d3.example", "d4.example", "d5.example")
                        .contains(mail.domain().name())
                ? new MailResult.Refused("550 5.7.1 not this one", RefusedBy.DESTINATION)
                : new MailResult.Accepted();
        rig.submitAt(NEXT_DAY);
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(66)));
        assertThat(events("delivered")).hasSize(17);
        assertThat(events("dropped")).hasSize(3);
        assertThat(rig.reporting.suppressed()).isEmpty();
    }

    /** Most destinations refuse within an hour: the fault is on this side, and every report is kept. */
    @Test
    void whenMostDestinationsRefuseSendingStopsAndEverythingIsKept() throws InterruptedException {
        List<PolicyHost> hosts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            hosts.add(rig.endpoint("r" + i + ".example").status(403));
        }
        count(30, NOON, "https://r%d.example/in");
        for (int i = 0; i < 40; i++) {
            rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(10L * i)));
        }
        assertThat(events("stopped")).isNotEmpty();
        assertThat(events("dropped")).isEmpty();
        assertThat(events("suppressed")).isEmpty();
        hosts.forEach(host -> host.reset().status(201));
        for (int i = 40; i < 120; i++) {
            rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(10L * i)));
        }
        assertThat(events("delivered")).hasSize(30);
    }

    /** Its record names five hosts that refuse everything. */
    @Test
    void aStrangerWithManyHostsDoesNotStopTheReportsToOthers() throws InterruptedException {
        List<String> destinations = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rig.endpoint("r" + i + ".stranger.example").status(403);
            rig.endpoint("r.stranger" + i + ".example").status(403);
            destinations.add("https://r" + i + ".stranger.example/in");
            destinations.add("https://r.stranger" + i + ".example/in");
        }
        rig.asksForReports("stranger.example", destinations.toArray(String[]::new));
        rig.reporting.onOutcome(outcome("stranger.example", NOON, sts("stranger.example")));
        rig.flush();
        rig.submitAt(NEXT_DAY);
        assertThat(events("failed")).hasSize(10);
        assertThat(events("stopped")).isEmpty();
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(66)));
        assertThat(events("dropped")).hasSize(10).allMatch(event -> event.endsWith(" status 403"));
    }

    /** The reporting service serves others, and does not know this registrant. */
    @Test
    void oneRegistrantWithManyDomainsSuppressesNothing() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            String domain = "d" + i + ".stranger.example";
            rig.asksForReports(domain, SHARED);
            rig.reporting.onOutcome(outcome(domain, NOON, sts(domain)));
        }
        rig.flush();
        rig.mailer = mail -> new MailResult.Refused("550 5.7.1 unknown", RefusedBy.DESTINATION);
        rig.submitAt(NEXT_DAY);
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(66)));
        assertThat(events("dropped")).hasSize(4);
        assertThat(rig.reporting.suppressed()).isEmpty();
    }

    /** The process that was refused has ended, or another node takes the report an hour later. */
    @ParameterizedTest
    @ValueSource(strings = {"550 5.7.1 no", ""})
    void aRefusalIsFinalAfterARestartToo(String reply) throws InterruptedException {
        count(3, NOON, SHARED);
        List<String> asked = new ArrayList<>();
        rig.mailer = mail -> {
            asked.add(mail.domain().name());
            return new MailResult.Refused(reply, RefusedBy.DESTINATION);
        };
        rig.submitAt(NEXT_DAY);
        rig.restart();
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(59)));
        assertThat(events("dropped")).isEmpty();
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(60)));
        assertThat(asked).hasSize(3);
        assertThat(events("dropped")).hasSize(3);
        assertThat(rig.reporting.suppressed()).containsOnlyKeys(SHARED);
    }

    /** What it accepted was accepted from another process. */
    @Test
    void aDestinationThatAcceptedReportsBeforeARestartIsNotSuppressed() throws InterruptedException {
        count(6, NOON, SHARED);
        List<String> refused = List.of("d3.example", "d4.example", "d5.example");
        rig.mailer = mail -> refused.contains(mail.domain().name())
                ? new MailResult.Refused("550 5.7.1 not this one", RefusedBy.DESTINATION)
                : new MailResult.Accepted();
        rig.submitAt(NEXT_DAY);
        rig.restart();
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(60)));
        assertThat(events("dropped")).hasSize(3);
        assertThat(rig.reporting.suppressed()).isEmpty();
    }

    /** Four were refused by an earlier process, or on another node; five more show that the fault is on this side. */
    @Test
    void aStopForgetsTheRefusalsBeforeItOnEveryNode() throws InterruptedException {
        count(9, NOON, "mailto:tls@service%d.example");
        List<String> first = List.of("d0.example", "d1.example", "d2.example", "d3.example");
        rig.mailer = mail -> first.contains(mail.domain().name())
                ? new MailResult.Refused("554 relay access denied", RefusedBy.DESTINATION)
                : new MailResult.TryLater("451 busy");
        rig.submitAt(NEXT_DAY);
        assertThat(events("failed")).hasSize(9);
        rig.restart();
        rig.mailer = mail -> new MailResult.Refused("554 relay access denied", RefusedBy.DESTINATION);
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(6)));
        assertThat(events("stopped")).hasSize(1);
        rig.mailer = mail -> new MailResult.Accepted();
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(30)));
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(66)));
        assertThat(events("dropped")).isEmpty();
        assertThat(events("delivered")).hasSize(9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 30})
    void aSuppressionLastsAsLongAsTheOperatorSays(long days) throws InterruptedException {
        rig.close();
        rig = new Rig(
                folder.resolve("other"),
                builder -> builder.reportsPerMinute(1_000).suppressRefusedFor(Duration.ofDays(days)));
        count(3, NOON, SHARED);
        rig.mailer = mail -> new MailResult.Refused("550 5.7.1 no", RefusedBy.DESTINATION);
        rig.submitAt(NEXT_DAY);
        Instant end = NEXT_DAY.plus(Duration.ofMinutes(60));
        rig.submitAt(end);
        assertThat(rig.reporting.suppressed()).containsExactly(entry(SHARED, end.plus(Duration.ofDays(days))));
        rig.clock.set(end.plus(Duration.ofDays(days)).minusMillis(1));
        assertThat(rig.reporting.suppressed()).hasSize(1);
        rig.clock.advance(Duration.ofMillis(1));
        assertThat(rig.reporting.suppressed()).isEmpty();
        rig.mailer = mail -> new MailResult.Accepted();
        Instant again = rig.clock.instant();
        count(1, again, SHARED);
        rig.submitAt(again.plus(Duration.ofDays(1)).plus(Duration.ofHours(5)));
        assertThat(rig.events).last().isEqualTo("delivered d0.example " + SHARED);
    }
}
