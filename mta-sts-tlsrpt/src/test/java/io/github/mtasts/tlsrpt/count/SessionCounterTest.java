package io.github.mtasts.tlsrpt.count;

import static io.github.mtasts.tlsrpt.Outcomes.none;
import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.tlsa;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import io.github.mtasts.tlsrpt.record.TlsRptRecord;
import io.github.mtasts.tlsrpt.store.CountingListener;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Look-ups run on the calling thread here, so that each flush has the results of the one before. */
class SessionCounterTest {
    private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2024, 3, 1);

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock(NOON);
    private final List<String> told = new ArrayList<>();
    private ReportRepository store;

    @BeforeEach
    void open() {
        store = (ReportRepository) SqliteReportStore.builder(folder.resolve("reports.db"))
                .clock(clock)
                .open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private SessionCounter counter(
            ReportLimits limits, Function<PolicyDomain, TlsRptDiscoveryResult> lookup, Executor executor) {
        return new SessionCounter(
                store,
                limits,
                clock,
                domain -> false,
                lookup,
                executor,
                new CountingListener() {
                    @Override
                    public void late(long sessions) {
                        told.add("late " + sessions);
                    }

                    @Override
                    public void tooManyDomains(long sessions) {
                        told.add("too many " + sessions);
                    }
                },
                null);
    }

    private static DeliveryOutcome twoPolicies(String domain) {
        return outcome(domain, NOON, none(domain), tlsa("mx1.example.com", List.of("3 1 1 ab")));
    }

    private static TlsRptDiscoveryResult found(Duration ttl) {
        return new TlsRptDiscoveryResult.Found(new TlsRptRecord(List.of(), List.of()), ttl);
    }

    private List<String> stored() {
        return store.list(DAY).stream().map(report -> report.domain().name()).toList();
    }

    /** A look-up that fails loses nothing. */
    @Test
    void whatTheDnsCannotTellIsCounted() {
        SessionCounter counter = counter(
                ReportLimits.DEFAULT, domain -> new TlsRptDiscoveryResult.TemporaryFailure("timeout"), Runnable::run);
        for (int i = 0; i < 3; i++) {
            counter.onOutcome(outcome("a.example", NOON, none("a.example")));
            counter.flush();
            assertThat(stored()).containsExactly("a.example");
        }
        store.forget(new ReportKey(DAY, PolicyDomain.of("a.example")));
        counter.onOutcome(outcome("a.example", NOON, none("a.example")));
        counter.flush();
        assertThat(stored()).containsExactly("a.example");
    }

    @Test
    void aLookUpThatThrowsOrIsRejectedLosesNothingEither() {
        Function<PolicyDomain, TlsRptDiscoveryResult> broken = domain -> {
            throw new IllegalStateException("a fault of the resolver");
        };
        SessionCounter throwing = counter(ReportLimits.DEFAULT, broken, Runnable::run);
        SessionCounter rejected = counter(ReportLimits.DEFAULT, broken, work -> {
            throw new RejectedExecutionException("busy");
        });
        for (int i = 0; i < 2; i++) {
            throwing.onOutcome(outcome("a.example", NOON, none("a.example")));
            throwing.flush();
            rejected.onOutcome(outcome("b.example", NOON, none("b.example")));
            rejected.flush();
        }
        assertThat(stored()).containsExactly("a.example", "b.example");
    }

    @Test
    void aDomainThatAsksForNothingIsForgottenAndAskedAgainAfterItsTtl() {
        boolean[] asks = {false};
        int[] lookups = {0};
        SessionCounter counter = counter(
                ReportLimits.DEFAULT,
                domain -> {
                    lookups[0]++;
                    return asks[0]
                            ? found(Duration.ofMinutes(10))
                            : new TlsRptDiscoveryResult.Absent(Duration.ofMinutes(10));
                },
                Runnable::run);
        for (int i = 0; i < 3; i++) {
            counter.onOutcome(outcome("a.example", NOON, none("a.example")));
            counter.flush();
        }
        assertThat(lookups[0]).isEqualTo(1);
        assertThat(stored()).isEmpty();
        asks[0] = true;
        clock.advance(Duration.ofMinutes(10));
        for (int i = 0; i < 2; i++) {
            counter.onOutcome(outcome("a.example", clock.instant(), none("a.example")));
            counter.flush();
        }
        assertThat(lookups[0]).isEqualTo(2);
        assertThat(stored()).containsExactly("a.example");
    }

    @Test
    void droppedSessionsAreReportedInSessions() {
        SessionCounter counter =
                counter(new ReportLimits(1, 5, 5), domain -> found(Duration.ofHours(1)), Runnable::run);
        counter.onOutcome(outcome("a.example", NOON, none("a.example")));
        counter.flush();
        for (int i = 0; i < 2; i++) {
            counter.onOutcome(twoPolicies("b.example"));
        }
        counter.flush();
        counter.onOutcome(outcome("a.example", NOON.minus(Duration.ofDays(3)), none("a.example")));
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        counter.flush();
        assertThat(told).containsExactly("too many 2", "late 1");
        assertThat(store.takeUnplanned(5, Duration.ofMinutes(20))).hasSize(1);
        clock.set(Instant.parse("2024-03-01T13:00:00Z")); // the clock of this node is behind
        for (int i = 0; i < 3; i++) {
            counter.onOutcome(twoPolicies("a.example"));
        }
        counter.flush();
        assertThat(told).last().isEqualTo("late 3");
        assertThat(told).hasSize(3);
        assertThat(counter.isFlushed()).isTrue();
    }
}
