package io.github.mtasts.tlsrpt;

import static io.github.mtasts.tlsrpt.Outcomes.EXPIRED;
import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.sts;
import static io.github.mtasts.tlsrpt.Rig.NEXT_DAY;
import static io.github.mtasts.tlsrpt.Rig.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.tlsrpt.internal.ClockWatch;
import io.github.mtasts.tlsrpt.internal.ClosingGate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wall clock is wrong for a while. */
class ClockJumpTest {
    private static final String DOMAIN = "example.com";
    private static final String POST = "https://r.example.net/in";

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private Rig rig;
    private PolicyHost endpoint;

    @BeforeEach
    void start() {
        rig = Rig.withMonotonicClock(folder, nanos::get);
        rig.asksForReports(DOMAIN, POST);
        endpoint = rig.endpoint("r.example.net");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    /** Time passes on both clocks. */
    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        rig.clock.advance(time);
    }

    private void passUntil(Instant time) {
        pass(Duration.between(rig.clock.instant(), time));
    }

    private void jump(Duration time) {
        rig.clock.advance(time);
    }

    private void count() {
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN, EXPIRED)));
        rig.flush();
    }

    @Test
    @Tag("RPT-4.1-01")
    void aClockTwoDaysAheadForAMomentClosesNoDay() throws Exception {
        pass(ClockWatch.CALM);
        count();
        jump(Duration.ofDays(2));
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN, EXPIRED))); // not late: the clock is wrong
        rig.submit();
        pass(Duration.ofMinutes(14));
        rig.submit();
        jump(Duration.ofDays(-2));
        rig.submit();
        count();
        assertThat(endpoint.requests()).isEmpty();
        passUntil(NEXT_DAY);
        rig.submit();
        assertThat(rig.events).containsExactly("delivered example.com " + POST);
        assertThat(rig.posted(endpoint)
                        .at("/policies/0/summary/total-failure-session-count")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void aDayIsClosedOnceTheClockHasRunFor15MinutesWithoutAJump() throws InterruptedException {
        count();
        jump(Duration.between(NOON, NEXT_DAY));
        rig.submit();
        pass(ClockWatch.CALM.minusSeconds(1));
        rig.submit();
        assertThat(rig.events).isEmpty();
        pass(Duration.ofSeconds(1));
        rig.submit();
        assertThat(rig.events).containsExactly("delivered example.com " + POST);
    }

    /** A machine may correct its clock soon after it has started. */
    @Test
    void aStartIsWatchedLikeAJump() throws InterruptedException {
        count();
        passUntil(NEXT_DAY);
        rig.submit();
        rig.restart();
        count();
        rig.submit();
        assertThat(rig.events).as("delivered before the restart").hasSize(1);
        rig.reporting.onOutcome(outcome(DOMAIN, rig.clock.instant(), sts(DOMAIN)));
        rig.restart();
        rig.clock.advance(Duration.ofDays(1));
        rig.submit();
        assertThat(rig.events).hasSize(1);
    }

    @Test
    @Tag("RPT-5.5-01")
    void aJumpGivesUpNoReport() throws InterruptedException {
        endpoint.status(503);
        count();
        passUntil(NEXT_DAY);
        rig.submit();
        jump(Duration.ofDays(20));
        rig.submit();
        jump(Duration.ofDays(-20));
        rig.submit();
        pass(ClockWatch.CALM);
        endpoint.reset().status(200);
        rig.submit();
        assertThat(rig.events)
                .containsExactly("failed example.com " + POST + " status 503", "delivered example.com " + POST);
        assertThat(rig.store.list(LocalDate.of(2024, 3, 1))).isEmpty();
    }

    @Test
    void aSlowCorrectionIsNoJump() {
        ClockWatch watch = ClockWatch.of(rig.clock, nanos::get);
        pass(ClockWatch.CALM);
        assertThat(watch.isCalm()).isTrue();
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofSeconds(1));
            jump(Duration.ofSeconds(60));
            assertThat(watch.isCalm()).isTrue();
        }
        jump(Duration.ofSeconds(-61));
        assertThat(watch.isCalm()).isFalse();
        assertThat(watch.hasJumped()).isTrue();
        pass(ClockWatch.CALM);
        assertThat(watch.isCalm()).isTrue();
        assertThat(watch.hasJumped()).isFalse();
    }

    @Test
    void afterAStoreFailureTheNodeFlushesFirstAndInAClusterWaitsForTheOthers() {
        ClockWatch watch = ClockWatch.of(rig.clock, nanos::get);
        ClosingGate alone = new ClosingGate(watch, false);
        ClosingGate shared = new ClosingGate(watch, true);
        pass(ClockWatch.CALM);
        for (ClosingGate gate : List.of(alone, shared)) {
            assertThat(gate.closingDelay().isPresent()).as("not flushed yet").isFalse();
            gate.flushed();
            assertThat(gate.closingDelay().isPresent()).isTrue();
            gate.storeFailed();
            assertThat(gate.closingDelay().isPresent()).isFalse();
            gate.flushed();
        }
        assertThat(alone.closingDelay().isPresent()).isTrue();
        assertThat(shared.closingDelay().isPresent()).isFalse();
        pass(Duration.ofMinutes(5).minusMillis(1));
        assertThat(shared.closingDelay().isPresent()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(shared.closingDelay().isPresent()).isTrue();
    }
}
