package io.github.mtasts.tlsrpt.store;

import static io.github.mtasts.tlsrpt.store.Samples.DAY;
import static io.github.mtasts.tlsrpt.store.Samples.NONE;
import static io.github.mtasts.tlsrpt.store.Samples.STS;
import static io.github.mtasts.tlsrpt.store.Samples.batch;
import static io.github.mtasts.tlsrpt.store.Samples.counts;
import static io.github.mtasts.tlsrpt.store.Samples.detail;
import static io.github.mtasts.tlsrpt.store.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.store.internal.CountBatch;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportVisitor;
import io.github.mtasts.tlsrpt.store.internal.Submission;
import io.github.mtasts.tlsrpt.store.internal.SubmissionState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract of every report store. */
abstract class ReportStoreContract {
    static final Duration LEASE = Duration.ofMinutes(20);
    private static final ReportKey REPORT = report("example.com");

    final TestClock clock = new TestClock(Instant.parse("2024-03-01T12:00:00Z"));
    private ReportRepository store;

    abstract ReportRepository emptyStore() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = emptyStore();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Map<String, String> read(ReportKey report) throws IOException {
        Map<String, String> read = new TreeMap<>();
        store.read(report, new ReportVisitor() {
            private String last = "";

            @Override
            public void policy(PolicyKey policy, long successes, long failures) {
                last = policy.type().token() + " " + policy.policyString().size();
                read.put(last, successes + "/" + failures);
            }

            @Override
            public void detail(DetailKey detail, long sessions) {
                read.put(last + " " + detail.reason().split(":", -1)[0], Long.toString(sessions));
            }
        });
        return read;
    }

    private Submission planned(String destination) {
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        assertThat(store.takeUnplanned(10, LEASE)).containsExactly(REPORT);
        store.plan(REPORT, Map.of(destination, clock.instant()));
        return store.takeDue(false, 10, LEASE).get(0);
    }

    @Test
    void addsWhatSeveralWritersCount() throws IOException {
        store.add(batch("a", 1, "example.com", STS, counts(3, 1, "x")), ReportLimits.DEFAULT);
        store.add(batch("b", 1, "example.com", STS, counts(2, 2, "x", "y")), ReportLimits.DEFAULT);
        store.add(batch("a", 2, "example.com", NONE, counts(1, 0)), ReportLimits.DEFAULT);
        store.add(batch("a", 3, "other.example", NONE, counts(7, 0)), ReportLimits.DEFAULT);
        assertThat(read(REPORT))
                .containsOnly(
                        entry("sts 4", "5/3"),
                        entry("sts 4 x", "2"),
                        entry("sts 4 y", "1"),
                        entry("no-policy-found 0", "1/0"));
        assertThat(store.list(DAY)).containsExactly(REPORT, report("other.example"));
        assertThat(store.read(report("nobody.example"), new Nothing())).isFalse();
    }

    private static final class Nothing implements ReportVisitor {
        @Override
        public void policy(PolicyKey policy, long successes, long failures) {}

        @Override
        public void detail(DetailKey detail, long sessions) {}
    }

    @Test
    void readsBackWhatWasWritten() throws IOException {
        PolicyKey odd =
                new PolicyKey(PolicyType.TLSA, "mx.example.net", List.of("\u0000 ü \"", "", "3 1 1 ab"), List.of());
        store.add(batch("a", 1, "example.com", odd, counts(0, 1, "it's; DROP TABLE")), ReportLimits.DEFAULT);
        Map<PolicyKey, DetailKey> found = new HashMap<>();
        store.read(REPORT, new ReportVisitor() {
            private PolicyKey last = STS;

            @Override
            public void policy(PolicyKey policy, long successes, long failures) {
                last = policy;
            }

            @Override
            public void detail(DetailKey detail, long sessions) {
                found.put(last, detail);
            }
        });
        assertThat(found).containsOnly(entry(odd, detail("it's; DROP TABLE")));
        assertThatThrownBy(() -> store.read(REPORT, new ReportVisitor() {
                    @Override
                    public void policy(PolicyKey policy, long successes, long failures) throws IOException {
                        throw new IOException("full");
                    }

                    @Override
                    public void detail(DetailKey detail, long sessions) {}
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("full");
    }

    /** A batch with an unknown outcome is added again, and must not be counted twice. */
    @Test
    void aBatchIsAddedOnce() throws IOException {
        CountBatch batch = batch("a", 1, "example.com", STS, counts(3, 1, "x"));
        store.add(batch, ReportLimits.DEFAULT);
        store.add(batch, ReportLimits.DEFAULT);
        assertThat(read(REPORT)).containsEntry("sts 4", "3/1").containsEntry("sts 4 x", "1");
    }

    /** An attacker must not be able to grow a report with distinct failures. */
    @Test
    @Tag("RPT-5.2-02")
    void distinctDetailsAndPoliciesAreCappedAndTheRestIsCounted() throws IOException {
        ReportLimits limits = new ReportLimits(10, 2, 3);
        for (int i = 0; i < 10; i++) {
            store.add(batch("a", i, "example.com", STS, counts(0, 2, "x" + i, "x0")), limits);
        }
        assertThat(read(REPORT))
                .containsOnly(
                        entry("sts 4", "0/20"),
                        entry("sts 4 x0", "11"),
                        entry("sts 4 x1", "1"),
                        entry("sts 4 x2", "1"),
                        entry("sts 4 too-many-details", "7"));
        for (int i = 0; i < 5; i++) {
            PolicyKey policy =
                    new PolicyKey(PolicyType.STS, "example.com", Collections.nCopies(i + 5, "line"), List.of());
            store.add(batch("b", i, "example.com", policy, counts(1, 0)), limits);
        }
        assertThat(read(REPORT)).containsEntry("sts 5", "1/0").containsEntry("sts 0", "4/0");
    }

    @Test
    void theNumberOfDomainsOfADayIsCapped() {
        ReportLimits limits = new ReportLimits(2, 20, 20);
        for (String domain : List.of("a.example", "b.example")) {
            assertThat(store.add(batch("a", domain.charAt(0), domain, STS, counts(1, 0)), limits)
                            .tooMany())
                    .isEmpty();
        }
        assertThat(store.add(batch("b", 1, "c.example", STS, counts(1, 0)), limits)
                        .tooMany())
                .containsExactly(entry(report("c.example"), 1L));
        assertThat(store.add(batch("b", 2, "a.example", STS, counts(1, 0)), limits)
                        .tooMany())
                .isEmpty();
        assertThat(store.list(DAY)).containsExactly(report("a.example"), report("b.example"));
    }

    @Test
    @Tag("RPT-4.1-01")
    void isTakenOnAfterItsDayAndClosedThen() throws IOException {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        clock.set(Instant.parse("2024-03-02T00:10:59Z"));
        assertThat(store.takeUnplanned(10, LEASE)).isEmpty();
        clock.set(Instant.parse("2024-03-02T02:05:31Z"));
        assertThat(store.takeUnplanned(10, LEASE)).containsExactly(REPORT);
        assertThat(store.add(batch("a", 2, "example.com", STS, counts(2, 3)), ReportLimits.DEFAULT)
                        .late())
                .containsExactly(entry(REPORT, 5L));
        assertThat(read(REPORT)).containsEntry("sts 4", "1/0");
    }

    @Test
    void whatADeadNodeTookOnIsGivenToTheNext() {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        assertThat(store.takeUnplanned(10, LEASE)).hasSize(1);
        assertThat(store.takeUnplanned(10, LEASE)).isEmpty();
        clock.advance(LEASE);
        assertThat(store.takeUnplanned(10, LEASE)).hasSize(1);
        store.putOff(REPORT, clock.instant().plusSeconds(60));
        clock.advance(Duration.ofSeconds(59));
        assertThat(store.takeUnplanned(10, LEASE)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(store.takeUnplanned(10, LEASE)).hasSize(1);
        store.plan(REPORT, Map.of("mailto:a@example.com", clock.instant()));
        assertThat(store.takeUnplanned(10, LEASE)).isEmpty();
        assertThat(store.takeDue(false, 10, LEASE)).hasSize(1);
        assertThat(store.takeDue(false, 10, LEASE)).isEmpty();
        clock.advance(LEASE);
        assertThat(store.takeDue(false, 10, LEASE)).hasSize(1);
    }

    @Test
    void aSecondPlanChangesNothing() {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        Submission submission = planned("mailto:a@example.com");
        store.plan(REPORT, Map.of("mailto:b@example.com", clock.instant()));
        assertThat(store.takeDue(false, 10, LEASE)).isEmpty();
        store.finish(submission, SubmissionState.DELIVERED);
        store.plan(REPORT, Map.of("mailto:b@example.com", clock.instant()));
        assertThat(store.takeDue(false, 10, LEASE)).isEmpty();
    }

    @Test
    @Tag("RPT-3-19")
    void countsAreKeptUntilEachDestinationIsFinished() throws IOException {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        assertThat(store.takeUnplanned(10, LEASE)).hasSize(1);
        store.plan(REPORT, Map.of("mailto:a@example.com", clock.instant(), "https://r.example/", clock.instant()));
        List<Submission> due = store.takeDue(false, 10, LEASE);
        assertThat(due).hasSize(2);
        store.retry(due.get(0), true, clock.instant().plusSeconds(10));
        store.retry(due.get(1), true, clock.instant().plusSeconds(10));
        clock.advance(Duration.ofSeconds(10));
        assertThat(store.takeDue(false, 10, LEASE)).isEmpty();
        List<Submission> again = store.takeDue(true, 10, LEASE);
        assertThat(again).hasSize(2).allSatisfy(each -> {
            assertThat(each.attempts()).isEqualTo(1);
            assertThat(each.since()).isEqualTo("2024-03-02T05:00:00Z");
        });
        assertThat(store.finish(again.get(0), SubmissionState.REFUSED).values())
                .containsExactlyInAnyOrder(SubmissionState.PENDING, SubmissionState.REFUSED);
        assertThat(read(REPORT)).isNotEmpty();
        assertThat(store.finish(again.get(1), SubmissionState.DELIVERED).values())
                .containsExactlyInAnyOrder(SubmissionState.DELIVERED, SubmissionState.REFUSED);
        assertThat(read(REPORT)).isEmpty();
        assertThat(store.list(DAY)).isEmpty();
    }

    @Test
    @Tag("RPT-4.1-03")
    void aFinishedReportIsNotBegunAgain() {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        store.finish(planned("mailto:a@example.com"), SubmissionState.DELIVERED);
        assertThat(store.add(batch("a", 2, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT)
                        .late())
                .containsOnlyKeys(REPORT);
        clock.advance(Duration.ofHours(70));
        assertThat(store.takeUnplanned(10, LEASE)).isEmpty();
        assertThat(store.add(batch("a", 3, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT)
                        .late())
                .hasSize(1);
    }

    @Test
    void postponingIsNoAttempt() {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        store.retry(planned("mailto:a@example.com"), false, clock.instant());
        assertThat(store.takeDue(false, 10, LEASE))
                .singleElement()
                .satisfies(each -> assertThat(each.attempts()).isZero());
    }

    @Test
    void forgetsADomainThatAsksForNothing() throws IOException {
        store.add(batch("a", 1, "example.com", STS, counts(1, 1, "x")), ReportLimits.DEFAULT);
        store.forget(REPORT);
        assertThat(store.list(DAY)).isEmpty();
        assertThat(read(REPORT)).isEmpty();
        store.add(batch("a", 2, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        Submission submission = planned("mailto:a@example.com");
        store.forget(REPORT); // too late: it is already closed
        assertThat(read(REPORT)).isNotEmpty();
        store.finish(submission, SubmissionState.EXPIRED);
    }

    @Test
    void suppressesADestinationForAWhile() {
        store.suppress("mailto:a@example.com", clock.instant().plusSeconds(60));
        assertThat(store.isSuppressed("mailto:a@example.com")).isTrue();
        assertThat(store.isSuppressed("mailto:b@example.com")).isFalse();
        clock.advance(Duration.ofSeconds(60));
        assertThat(store.isSuppressed("mailto:a@example.com")).isFalse();
        store.suppress("mailto:a@example.com", clock.instant().plusSeconds(60));
        store.release("mailto:a@example.com");
        assertThat(store.isSuppressed("mailto:a@example.com")).isFalse();
    }
}
