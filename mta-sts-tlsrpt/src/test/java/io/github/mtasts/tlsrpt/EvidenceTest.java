package io.github.mtasts.tlsrpt;

import static io.github.mtasts.tlsrpt.Outcomes.EXPIRED;
import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.sts;
import static io.github.mtasts.tlsrpt.Rig.NEXT_DAY;
import static io.github.mtasts.tlsrpt.Rig.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.store.internal.PlanningState;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attacker on the path forges DNS answers, so that a domain does not learn of the attack (D35). */
class EvidenceTest {
    private static final String DOMAIN = "example.com";
    private static final String RECORD = "_smtp._tls." + DOMAIN;
    private static final String POST = "https://r.example.net/in";
    private static final ReportKey REPORT = new ReportKey(LocalDate.of(2024, 3, 1), PolicyDomain.of(DOMAIN));

    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(folder);
        rig.endpoint("r.example.net");
        rig.asksForReports(DOMAIN, POST);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private void countAt(Instant time) {
        rig.clock.set(time);
        rig.reporting.onOutcome(outcome(DOMAIN, time, sts(DOMAIN, EXPIRED)));
        rig.flush();
    }

    /** Look-ups run on other threads. */
    private synchronized void flushUntil(Predicate<PlanningState> condition) throws InterruptedException {
        while (!condition.test(rig.store.planning(REPORT))) {
            rig.flush();
            wait(5);
        }
    }

    private void seenTwice() throws InterruptedException {
        countAt(NOON);
        flushUntil(PlanningState::isSeen);
        countAt(NOON.plus(Duration.ofMinutes(61)));
        flushUntil(state -> state.confirmed().equals(Set.of(POST)));
    }

    /** Counts until the look-up that finds no record has been answered and settled. */
    private synchronized void countUntilLookedUp(Instant time) throws InterruptedException {
        rig.net.dns().clearQueries();
        countAt(time);
        while (rig.net.dns().queries().isEmpty()) {
            wait(5);
        }
        for (int i = 0; i < 20; i++) { // the answer needs a moment, and then a flush
            wait(5);
            rig.flush();
        }
    }

    private int sessions() throws IOException {
        return rig.report(DOMAIN)
                .at("/policies/0/summary/total-failure-session-count")
                .asInt();
    }

    @Test
    @Tag("RPT-3-15")
    void anAbsenceAfterTheRecordWasSeenDeletesNothing() throws Exception {
        seenTwice();
        rig.net.dns().remove(RECORD);
        countUntilLookedUp(NOON.plus(Duration.ofHours(4)));
        countAt(NOON.plus(Duration.ofHours(5)));
        assertThat(sessions()).isEqualTo(4);
    }

    @Test
    @Tag("RPT-3-15")
    void anotherProcessOrNodeKeepsItToo() throws Exception {
        seenTwice();
        rig.restart();
        rig.net.dns().remove(RECORD);
        countUntilLookedUp(NOON.plus(Duration.ofHours(4)));
        countAt(NOON.plus(Duration.ofHours(5)));
        assertThat(sessions()).isEqualTo(4);
    }

    @Test
    @Tag("RPT-3-15")
    void aRecordThatIsHiddenFromThePlannerIsReplacedByTheConfirmedOne() throws InterruptedException {
        seenTwice();
        rig.net.dns().remove(RECORD);
        for (int hour = 0; hour < 4; hour++) {
            rig.submitAt(NEXT_DAY.plus(Duration.ofHours(hour)));
        }
        assertThat(rig.events).hasSize(4).allMatch(event -> event.startsWith("failed example.com  "));
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(4)));
        assertThat(rig.events).last().isEqualTo("delivered example.com " + POST);
    }

    @Test
    @Tag("RPT-3-15")
    void thePlannersOwnRecordWins() throws InterruptedException {
        seenTwice();
        rig.net.dns().remove(RECORD);
        rig.submitAt(NEXT_DAY);
        rig.asksForReports(DOMAIN, "mailto:other@example.com");
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(1)));
        assertThat(rig.events).last().isEqualTo("delivered example.com mailto:other@example.com");
        assertThat(rig.events).noneMatch(event -> event.contains(POST));
    }

    /** Presence can be forged, too: one look-up that found a record is not enough to send a report there. */
    @Test
    void aDestinationThatWasSeenOnceGetsNothing() throws InterruptedException {
        countAt(NOON);
        flushUntil(PlanningState::isSeen);
        rig.net.dns().remove(RECORD);
        rig.submitAt(NEXT_DAY);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(4)));
        assertThat(rig.events).last().asString().startsWith("dropped example.com  the domain has no TLSRPT record");
        assertThat(rig.store.list(REPORT.day())).isEmpty();
    }

    /** A fault of this server's own resolvers lasts for three days (D34). */
    @Test
    @Tag("RPT-3-15")
    void anOutageOfTheOwnResolversLosesNothing() throws InterruptedException {
        rig.close();
        AtomicBoolean isDown = new AtomicBoolean(true);
        rig = new Rig(
                folder.resolve("other"),
                builder -> builder.dns(
                        name -> isDown.get()
                                ? new TxtAnswer.Failed("no answer", LookupFault.RESOLVERS)
                                : new TxtAnswer.Records(
                                        List.of("v=TLSRPTv1; rua=mailto:a@example.com"), Duration.ofHours(1)),
                        name -> {
                            throw new IllegalStateException("not asked");
                        }));
        countAt(NOON);
        for (int hour = 0; hour < 72; hour++) {
            rig.submitAt(NEXT_DAY.plus(Duration.ofHours(hour)));
        }
        assertThat(rig.events).allMatch(event -> event.startsWith("failed"));
        isDown.set(false);
        rig.submitAt(NEXT_DAY.plus(Duration.ofDays(3)));
        assertThat(rig.events).last().isEqualTo("delivered example.com mailto:a@example.com");
    }

    /** An attacker who hides the record with SERVFAIL for hours does not shorten the time in which an absence is asked again. */
    @Test
    @Tag("RPT-3-15")
    void hoursOfServfailBeforeAnAbsenceDoNotCountAsAbsence() throws InterruptedException {
        seenTwice();
        rig.net.dns().servfail(RECORD);
        for (int hour = 0; hour < 6; hour++) {
            rig.submitAt(NEXT_DAY.plus(Duration.ofHours(hour)));
        }
        rig.net.dns().heal(RECORD).remove(RECORD);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(6)));
        assertThat(rig.events).allMatch(event -> event.startsWith("failed"));
        rig.asksForReports(DOMAIN, "mailto:other@example.com");
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(7)));
        assertThat(rig.events).last().isEqualTo("delivered example.com mailto:other@example.com");
    }

    /** The day of attempts begins with the first SERVFAIL, not with an absence hours before it. */
    @Test
    @Tag("RPT-3-15")
    void hoursOfAbsenceBeforeAServfailDoNotCountAsFailures() throws InterruptedException {
        countAt(NOON);
        flushUntil(PlanningState::isSeen);
        rig.net.dns().remove(RECORD);
        rig.submitAt(NEXT_DAY);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(3)));
        rig.net.dns().servfail(RECORD);
        Instant failing = NEXT_DAY.plus(Duration.ofMinutes(230));
        for (int hour = 0; hour < 24; hour++) {
            rig.submitAt(failing.plus(Duration.ofHours(hour)));
        }
        assertThat(rig.events).allMatch(event -> event.startsWith("failed"));
        rig.net.dns().heal(RECORD);
        rig.asksForReports(DOMAIN, POST);
        rig.submitAt(failing.plus(Duration.ofHours(24)));
        assertThat(rig.events).last().isEqualTo("delivered example.com " + POST);
    }
}
