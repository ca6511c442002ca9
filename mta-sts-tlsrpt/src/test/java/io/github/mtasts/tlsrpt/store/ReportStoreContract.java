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
import io.github.mtasts.tlsrpt.Unplanned;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.store.internal.AddResult;
import io.github.mtasts.tlsrpt.store.internal.CountBatch;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.Lane;
import io.github.mtasts.tlsrpt.store.internal.LookupFinding;
import io.github.mtasts.tlsrpt.store.internal.LookupLane;
import io.github.mtasts.tlsrpt.store.internal.PlanningState;
import io.github.mtasts.tlsrpt.store.internal.PolicyCounts;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.Refusals;
import io.github.mtasts.tlsrpt.store.internal.ReportCounts;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportVisitor;
import io.github.mtasts.tlsrpt.store.internal.Sighting;
import io.github.mtasts.tlsrpt.store.internal.Submission;
import io.github.mtasts.tlsrpt.store.internal.SubmissionHost;
import io.github.mtasts.tlsrpt.store.internal.SubmissionState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Takes what is due in any queue. */
    private List<Submission> due() {
        List<Submission> due = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            due.addAll(store.takeDue(lane, 10, LEASE));
        }
        return due;
    }

    private Submission planned(String destination) {
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        assertThat(Unplanned.take(store, 10, LEASE)).containsExactly(REPORT);
        store.plan(REPORT, Map.of(destination, clock.instant()));
        return due().get(0);
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
        assertThat(Unplanned.take(store, 10, LEASE)).isEmpty();
        clock.set(Instant.parse("2024-03-02T02:05:31Z"));
        assertThat(Unplanned.take(store, 10, LEASE)).containsExactly(REPORT);
        assertThat(store.add(batch("a", 2, "example.com", STS, counts(2, 3)), ReportLimits.DEFAULT)
                        .late())
                .containsExactly(entry(REPORT, 5L));
        assertThat(read(REPORT)).containsEntry("sts 4", "1/0");
    }

    @Test
    void whatADeadNodeTookOnIsGivenToTheNext() {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        assertThat(Unplanned.take(store, 10, LEASE)).hasSize(1);
        assertThat(Unplanned.take(store, 10, LEASE)).isEmpty();
        clock.advance(LEASE);
        assertThat(Unplanned.take(store, 10, LEASE)).hasSize(1);
        store.putOff(REPORT, clock.instant().plusSeconds(60));
        clock.advance(Duration.ofSeconds(59));
        assertThat(Unplanned.take(store, 10, LEASE)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(Unplanned.take(store, 10, LEASE)).hasSize(1);
        store.plan(REPORT, Map.of("mailto:a@example.com", clock.instant()));
        assertThat(Unplanned.take(store, 10, LEASE)).isEmpty();
        assertThat(due()).hasSize(1);
        assertThat(due()).isEmpty();
        clock.advance(LEASE);
        assertThat(due()).hasSize(1);
    }

    @Test
    void aSecondPlanChangesNothing() {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        Submission submission = planned("mailto:a@example.com");
        store.plan(REPORT, Map.of("mailto:b@example.com", clock.instant()));
        assertThat(due()).isEmpty();
        store.finish(submission, SubmissionState.DELIVERED);
        store.plan(REPORT, Map.of("mailto:b@example.com", clock.instant()));
        assertThat(due()).isEmpty();
    }

    @Test
    @Tag("RPT-3-19")
    void countsAreKeptUntilEachDestinationIsFinished() throws IOException {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        assertThat(Unplanned.take(store, 10, LEASE)).hasSize(1);
        store.plan(REPORT, Map.of("mailto:a@example.com", clock.instant(), "https://r.example/", clock.instant()));
        List<Submission> due = due();
        assertThat(due).hasSize(2);
        store.retry(due.get(0), true, clock.instant().plusSeconds(10));
        store.retry(due.get(1), true, clock.instant().plusSeconds(10));
        assertThat(due()).isEmpty();
        clock.advance(Duration.ofSeconds(10));
        List<Submission> again = due();
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
        assertThat(Unplanned.take(store, 10, LEASE)).isEmpty();
        assertThat(store.add(batch("a", 3, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT)
                        .late())
                .hasSize(1);
    }

    @Test
    void postponingIsNoAttempt() {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        store.retry(planned("mailto:a@example.com"), false, clock.instant());
        assertThat(due())
                .singleElement()
                .satisfies(each -> assertThat(each.attempts()).isZero());
    }

    @Test
    void forgetsADomainThatAsksForNothing() throws IOException {
        store.add(batch("a", 1, "example.com", STS, counts(1, 1, "x")), ReportLimits.DEFAULT);
        store.forget(List.of(REPORT));
        assertThat(store.list(DAY)).isEmpty();
        assertThat(read(REPORT)).isEmpty();
        store.add(batch("a", 2, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        Submission submission = planned("mailto:a@example.com");
        store.forget(List.of(REPORT)); // too late: it is already closed
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

    @Test
    void theDomainsWithoutAnAnswerHaveABoundOfTheirOwnAndThoseWithoutFailuresGoFirst() throws IOException {
        ReportLimits limits = new ReportLimits(1, 20, 20, 2);
        assertThat(store.add(batch("a", 1, "asks.example", STS, counts(1, 0)), limits))
                .isEqualTo(AddResult.COMPLETE);
        for (String domain : List.of("a.example", "b.example")) {
            assertThat(store.add(unanswered(domain.charAt(0), domain, counts(4, 0)), limits))
                    .isEqualTo(AddResult.COMPLETE);
        }
        assertThat(store.add(unanswered('c', "c.example", counts(3, 0)), limits).unanswered())
                .as("full, and it has no failures")
                .containsExactly(entry(report("c.example"), 3L));
        assertThat(store.add(unanswered('d', "d.example", counts(0, 1, "x")), limits)
                        .unanswered())
                .as("one without failures makes room")
                .containsExactly(entry(report("a.example"), 4L));
        assertThat(store.add(unanswered('e', "e.example", counts(0, 1, "x")), limits)
                        .unanswered())
                .containsExactly(entry(report("b.example"), 4L));
        assertThat(store.add(unanswered('f', "f.example", counts(0, 2, "x")), limits)
                        .unanswered())
                .as("no other to go")
                .containsExactly(entry(report("f.example"), 2L));
        assertThat(store.list(DAY)).containsExactly(report("asks.example"), report("d.example"), report("e.example"));
        assertThat(read(report("a.example"))).isEmpty();
        assertThat(store.add(unanswered('g', "d.example", counts(1, 0)), limits))
                .isEqualTo(AddResult.COMPLETE);
        // An answer takes a domain out of the bound, and cannot be evicted.
        store.remember(List.of(new Sighting(report("d.example"), Set.of("mailto:a@d.example"), clock.instant())));
        assertThat(store.add(unanswered('h', "h.example", counts(0, 1)), limits).isComplete())
                .isTrue();
        assertThat(store.add(batch("z", 9, "late.example", STS, counts(1, 0)), limits)
                        .tooMany())
                .as("the limit on domains with an answer holds")
                .hasSize(1);
    }

    @Test
    void withinOneBatchTheDomainsWithFailuresGetTheRoom() {
        Map<ReportKey, ReportCounts> all = new HashMap<>();
        all.putAll(batch("x", 1, "a.example", STS, counts(5, 0)).counts());
        all.putAll(batch("x", 1, "b.example", STS, counts(0, 1, "x")).counts());
        all.putAll(batch("x", 1, "c.example", STS, counts(6, 0)).counts());
        assertThat(store.add(new CountBatch("x", 1, all, all.keySet()), new ReportLimits(1, 20, 20, 1))
                        .unanswered())
                .containsOnly(entry(report("a.example"), 5L), entry(report("c.example"), 6L));
        assertThat(store.list(DAY)).containsExactly(report("b.example"));
    }

    private static CountBatch unanswered(int number, String domain, PolicyCounts counts) {
        CountBatch batch = batch("u", number, domain, STS, counts);
        return new CountBatch(
                batch.writer(), batch.number(), batch.counts(), batch.counts().keySet());
    }

    /** Its answer was lost; what it dropped must be counted all the same. */
    @Test
    void aBatchThatIsAddedAgainHasTheSameResult() {
        ReportLimits limits = new ReportLimits(1, 20, 20, 1);
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), limits);
        store.add(unanswered(1, "u.example", counts(1, 0)), limits);
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        assertThat(Unplanned.take(store, 1, LEASE)).hasSize(1);
        ReportKey closed = store.list(DAY).stream()
                .filter(each -> store.add(batch("p" + each, 1, each.domain().name(), STS, counts(1, 0)), limits)
                        .late()
                        .containsKey(each))
                .findFirst()
                .orElseThrow();
        Map<ReportKey, ReportCounts> all = new HashMap<>();
        all.putAll(batch("x", 1, closed.domain().name(), STS, counts(2, 0)).counts());
        all.putAll(batch("x", 1, "many.example", STS, counts(3, 0)).counts());
        all.putAll(batch("x", 1, "unknown.example", STS, counts(4, 0)).counts());
        CountBatch batch = new CountBatch("x", 1, all, Set.of(report("unknown.example")));
        AddResult first = store.add(batch, limits);
        assertThat(first)
                .isEqualTo(new AddResult(
                        Map.of(closed, 2L), Map.of(report("many.example"), 3L), Map.of(report("unknown.example"), 4L)));
        assertThat(store.isAdded(batch)).isTrue();
        assertThat(store.add(batch, limits)).isEqualTo(first);
        assertThat(store.add(new CountBatch("x", 2, Map.of()), limits)).isEqualTo(AddResult.COMPLETE);
        assertThat(store.isAdded(new CountBatch("x", 3, Map.of()))).isFalse();
    }

    @Test
    @Tag("RPT-3-15")
    void aReportWhoseDomainWasSeenToAskStaysAndItsDestinationsAreConfirmedByASecondLookup() {
        Instant noon = clock.instant();
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        store.add(batch("a", 2, "other.example", STS, counts(1, 0)), ReportLimits.DEFAULT);
        assertThat(store.planning(REPORT)).isEqualTo(new PlanningState(null, null, false, Set.of()));
        store.remember(List.of(new Sighting(REPORT, Set.of("mailto:a@example.com", "https://r.example/"), noon)));
        assertThat(store.forget(List.of(report("other.example"), REPORT, report("never.example"))))
                .containsExactly(REPORT);
        assertThat(store.list(DAY)).containsExactly(REPORT);
        store.remember(
                List.of(new Sighting(REPORT, Set.of("mailto:a@example.com"), noon.plus(Duration.ofMinutes(59)))));
        assertThat(store.planning(REPORT)).isEqualTo(new PlanningState(null, null, true, Set.of()));
        store.remember(List.of(new Sighting(REPORT, Set.of("mailto:a@example.com"), noon.plus(Duration.ofHours(1)))));
        assertThat(store.planning(REPORT))
                .isEqualTo(new PlanningState(null, null, true, Set.of("mailto:a@example.com")));
        Submission submission = planned("mailto:a@example.com");
        store.finish(submission, SubmissionState.DELIVERED);
        assertThat(store.planning(REPORT)).isEqualTo(new PlanningState(null, null, false, Set.of()));
    }

    @Test
    void theFirstLookupOfAClosedReportWithEachFindingIsKept() {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        Instant now = clock.instant();
        Unplanned.take(store, 10, LEASE);
        store.putOff(REPORT, now);
        assertThat(store.planning(REPORT)).isEqualTo(new PlanningState(null, null, false, Set.of()));
        store.putOff(REPORT, LookupFinding.FAILED, now, now);
        store.putOff(REPORT, LookupFinding.FAILED, now.plusSeconds(60), now);
        assertThat(store.planning(REPORT)).isEqualTo(new PlanningState(now, null, false, Set.of()));
        store.putOff(REPORT, LookupFinding.ABSENT, now.plusSeconds(120), now);
        store.putOff(REPORT, LookupFinding.ABSENT, now.plusSeconds(180), now);
        assertThat(store.planning(REPORT)).isEqualTo(new PlanningState(now, now.plusSeconds(120), false, Set.of()));
        assertThat(Unplanned.take(store, 10, LEASE)).containsExactly(REPORT);
    }

    private List<ReportKey> unplanned(LookupLane lane, int limit) {
        return store.takeUnplanned(lane, limit, LEASE, clock.instant());
    }

    @Test
    void reportsWhoseLookupsFailWaitInAQueueOfTheirOwn() {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        store.add(unanswered(1, "silent.example", counts(1, 0)), ReportLimits.DEFAULT);
        store.add(unanswered(2, "late.example", counts(1, 0)), ReportLimits.DEFAULT);
        store.add(unanswered(3, "seen.example", counts(1, 0)), ReportLimits.DEFAULT);
        store.add(batch("a", 2, "late.example", STS, counts(1, 0)), ReportLimits.DEFAULT);
        store.remember(List.of(new Sighting(report("seen.example"), Set.of("mailto:a@b.example"), clock.instant())));
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        assertThat(unplanned(LookupLane.UNANSWERED, 10)).containsExactly(report("silent.example"));
        assertThat(unplanned(LookupLane.ANSWERED, 10))
                .containsExactlyInAnyOrder(REPORT, report("late.example"), report("seen.example"));
        Instant now = clock.instant();
        store.putOff(REPORT, LookupFinding.ABSENT, now, now);
        store.putOff(report("late.example"), LookupFinding.FAILED, now, now);
        store.putOff(report("seen.example"), now);
        assertThat(unplanned(LookupLane.ANSWERED, 10)).containsExactly(REPORT);
        assertThat(unplanned(LookupLane.UNANSWERED, 10))
                .containsExactlyInAnyOrder(report("late.example"), report("seen.example"));
    }

    /** Neither reports that are put off nor those that are still open hold up the others. */
    @Test
    void theReportThatIsDueFirstIsTakenFirst() {
        for (int i = 0; i < 6; i++) {
            store.add(batch("a", i, "d" + i + ".example", STS, counts(1, 0)), ReportLimits.DEFAULT);
        }
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        List<ReportKey> inOrder = store.list(DAY).stream()
                .sorted(Comparator.comparing(store.times()::plannedAt))
                .toList();
        assertThat(unplanned(LookupLane.ANSWERED, 2)).isEqualTo(inOrder.subList(0, 2));
        store.putOff(inOrder.get(0), LookupFinding.ABSENT, clock.instant(), clock.instant());
        store.putOff(inOrder.get(1), LookupFinding.ABSENT, clock.instant(), Instant.EPOCH);
        assertThat(unplanned(LookupLane.ANSWERED, 3)).containsExactly(inOrder.get(1), inOrder.get(2), inOrder.get(3));
        assertThat(unplanned(LookupLane.ANSWERED, 10)).containsExactly(inOrder.get(4), inOrder.get(5), inOrder.get(0));
    }

    /** The clock of the store is ahead of the node's. */
    @Test
    void aReportStaysOpenUntilItIsDueByTheClockOfTheNodeToo() {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        clock.set(Instant.parse("2024-03-04T05:00:00Z"));
        assertThat(Unplanned.take(store, 10, LEASE, Instant.parse("2024-03-01T20:00:00Z")))
                .isEmpty();
        assertThat(store.add(batch("a", 2, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT)
                        .late())
                .isEmpty();
        assertThat(Unplanned.take(store, 10, LEASE, Instant.parse("2024-03-02T05:00:00Z")))
                .hasSize(1);
        // Work that is under a lease goes by the clock of the store.
        clock.advance(LEASE);
        assertThat(Unplanned.take(store, 10, LEASE, Instant.parse("2024-03-01T20:00:00Z")))
                .hasSize(1);
    }

    @Test
    void aSharedStoreWaitsFiveMinutesForTheLastBatchesOfOtherNodes() {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        Instant due = store.times().plannedAt(REPORT);
        clock.set(due.plus(Duration.ofMinutes(4)).minusMillis(1));
        assertThat(Unplanned.take(store, 10, LEASE)).hasSize(store.isShared() ? 0 : 1);
        clock.set(due.plus(Duration.ofMinutes(4)));
        assertThat(Unplanned.take(store, 10, LEASE)).hasSize(store.isShared() ? 1 : 0);
    }

    @Test
    void aHostWaitsInItsQueueWithAllItsReports() {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        store.add(batch("a", 2, "other.example", STS, counts(1, 0)), ReportLimits.DEFAULT);
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        assertThat(Unplanned.take(store, 10, LEASE)).hasSize(2);
        store.plan(REPORT, Map.of("https://r.example/1", clock.instant(), "mailto:a@r.example", clock.instant()));
        store.move("r.example", Lane.SLOW);
        store.plan(report("other.example"), Map.of("https://r.example/2", clock.instant()));
        assertThat(store.takeDue(Lane.NEW, 10, LEASE)).isEmpty();
        assertThat(store.takeDue(Lane.SLOW, 10, LEASE))
                .extracting(Submission::destination)
                .containsExactlyInAnyOrder("https://r.example/1", "https://r.example/2");
        assertThat(store.takeDue(Lane.MAIL, 10, LEASE)).hasSize(1);
        store.move("r.example", Lane.KNOWN);
        clock.advance(LEASE);
        assertThat(store.takeDue(Lane.SLOW, 10, LEASE)).isEmpty();
        assertThat(store.takeDue(Lane.KNOWN, 10, LEASE)).hasSize(2).allMatch(each -> each.lane() == Lane.KNOWN);
    }

    @Test
    void theRefusalsOfADestinationAreCountedUntilItAcceptsAReport() {
        String uri = "mailto:a@example.com";
        Instant now = clock.instant();
        assertThat(refused("example.com", uri, now)).isEqualTo(new Refusals(1, 1, false));
        assertThat(refused("example.com", uri, now)).isEqualTo(new Refusals(1, 1, false));
        assertThat(refused("other.example", uri, now)).isEqualTo(new Refusals(2, 1, false));
        assertThat(store.refused(report("sub.other.example"), "other.example", uri, now))
                .as("of the same registrant")
                .isEqualTo(new Refusals(2, 1, false));
        assertThat(refused("other.example", "mailto:b@example.com", now)).isEqualTo(new Refusals(1, 1, false));
        Instant week = now.plus(Duration.ofDays(7));
        assertThat(refused("example.com", uri, week)).as("a week later").isEqualTo(new Refusals(1, 1, false));
        store.suppress(uri, week);
        assertThat(store.suppressed()).containsExactly(entry(uri, week));
        store.releaseAll();
        assertThat(store.suppressed()).isEmpty();
        assertThat(refused("third.example", uri, week)).isEqualTo(new Refusals(1, 1, false));
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        store.finish(planned(uri), SubmissionState.DELIVERED);
        Instant accepted = clock.instant();
        assertThat(refused(
                        "fourth.example", uri, accepted.plus(Duration.ofDays(1)).minusMillis(1)))
                .isEqualTo(new Refusals(1, 1, true));
        assertThat(refused("fourth.example", uri, accepted.plus(Duration.ofDays(1))))
                .isEqualTo(new Refusals(1, 1, false));
        assertThat(refused("fourth.example", "mailto:b@example.com", accepted).hasAccepted())
                .isFalse();
    }

    private Refusals refused(String domain, String uri, Instant at) {
        return store.refused(report(domain), domain, uri, at);
    }

    /** Another node may take it when the refusal is final. */
    @Test
    void aRefusalIsKeptWithItsSubmissionUntilItIsForgotten() {
        store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
        Submission submission = planned("mailto:a@example.com");
        assertThat(submission.refusal()).isNull();
        store.keepRefusal(submission, "550 no", clock.instant());
        assertThat(due()).singleElement().satisfies(each -> {
            assertThat(each.refusal()).isEqualTo("550 no");
            assertThat(each.attempts()).isEqualTo(1);
            assertThat(each.since()).isEqualTo(submission.since());
        });
        store.forgetRefusals();
        clock.advance(LEASE);
        Submission again = due().get(0);
        assertThat(again.refusal()).isNull();
        List<String> refusals = new ArrayList<>();
        for (Runnable release : List.<Runnable>of(
                () -> store.release("mailto:a@example.com"),
                store::releaseAll,
                () -> store.release("mailto:b@b.example"))) {
            store.keepRefusal(again, "550 no", clock.instant());
            release.run();
            refusals.add(String.valueOf(due().get(0).refusal()));
        }
        assertThat(refusals).as("the last releases another destination").containsExactly("null", "null", "550 no");
        store.keepRefusal(again, "551 no", clock.instant());
        assertThat(due())
                .singleElement()
                .satisfies(each -> assertThat(each.refusal()).isEqualTo("551 no"));
        store.retry(again, false, clock.instant());
        assertThat(due())
                .singleElement()
                .satisfies(each -> assertThat(each.refusal()).isNull());
    }

    abstract void execute(String sql) throws Exception;

    /** Rows that this version cannot read are skipped, said, and kept for inspection; they stop nothing else. */
    @Test
    void oddRowsStopNothingAndAreKept() throws Exception {
        for (String domain : List.of("example.com", "b.example", "c.example")) {
            store.add(batch(domain, 1, domain, STS, counts(1, 1, "x", "y")), ReportLimits.DEFAULT);
        }
        execute("UPDATE mta_sts_report SET domain = 'not a name!', due_at = 1 WHERE domain = 'b.example'");
        execute("UPDATE mta_sts_report_detail SET type = 'of-tomorrow' WHERE domain = 'example.com'"
                + " AND reason = 'x'");
        execute("INSERT INTO mta_sts_report_policy (day, domain, hash, type, policy_domain, policy_string, mx_hosts,"
                + " successes, failures) SELECT day, domain, 'odd', 'of-tomorrow', policy_domain, policy_string,"
                + " mx_hosts, 7, 7 FROM mta_sts_report_policy WHERE domain = 'example.com'");
        assertThat(store.list(DAY)).containsExactly(report("c.example"), REPORT);
        assertThat(read(REPORT)).containsOnly(entry("sts 4", "1/1"), entry("sts 4 y", "1"));
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        assertThat(Unplanned.take(store, 1, LEASE)).isEmpty(); // the odd row is put aside
        assertThat(Unplanned.take(store, 10, LEASE)).containsExactlyInAnyOrder(report("c.example"), REPORT);
        store.plan(REPORT, Map.of("mailto:a@example.com", clock.instant()));
        store.plan(report("c.example"), Map.of("mailto:c@example.com", clock.instant()));
        execute("UPDATE mta_sts_report_destination SET domain = 'odd name', due_at = 1 WHERE domain = 'c.example'");
        assertThat(store.takeDue(Lane.MAIL, 1, LEASE)).isEmpty();
        List<Submission> due = store.takeDue(Lane.MAIL, 10, LEASE);
        assertThat(due).hasSize(1);
        assertThat(store.finish(due.get(0), SubmissionState.DELIVERED)).doesNotContainValue(SubmissionState.PENDING);
        // Kept: a policy, a detail, a destination and a report.
        execute("CREATE TABLE mta_sts_report_kept AS SELECT hash FROM mta_sts_report_policy WHERE type = 'of-tomorrow'"
                + " UNION ALL SELECT hash FROM mta_sts_report_detail WHERE type = 'of-tomorrow'"
                + " UNION ALL SELECT uri FROM mta_sts_report_destination WHERE state = 'ODD'"
                + " UNION ALL SELECT domain FROM mta_sts_report WHERE state = 9");
        assertThat(number("SELECT count(*) FROM mta_sts_report_kept")).isEqualTo(4);
        execute("DROP TABLE mta_sts_report_kept");
    }

    /** Opens a store over the tables as they were in a release, without deleting them. */
    abstract ReportRepository reopen() throws Exception;

    abstract void dropTables() throws Exception;

    abstract String schemaPrefix();

    /** A file of statements stays as it is once its version was released. */
    private void createTables(int version) throws Exception {
        store.close();
        dropTables();
        for (int i = 1; i <= version; i++) {
            try (InputStream in = Objects.requireNonNull(ReportStoreContract.class.getResourceAsStream(
                    "/schema/" + schemaPrefix() + "-reports-" + i + ".sql"))) {
                for (String statement : new String(in.readAllBytes(), StandardCharsets.UTF_8).split(";\n", -1)) {
                    if (!statement.isBlank()) {
                        execute(statement);
                    }
                }
            }
        }
    }

    /** A host with different names has different queues, and is found by none of them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theDestinationsOfTheFirstReleaseGetTheirHosts(int version) throws Exception {
        createTables(version);
        List<String> uris = List.of(
                "https://R0.Planned.Example:8443/in?a:b",
                "https://r1.planned.example?token=1/2:3",
                "https://r2.planned.example",
                "https://r3.planned.example/x:y",
                "https://r4.planned.example:443");
        for (String uri : uris) {
            execute("INSERT INTO mta_sts_report_destination (day, domain, uri, state, due_at, attempts, since)"
                    + " VALUES (19783, 'planned.example', '" + uri + "', 'PENDING', 1, 0, 0)");
        }
        store = reopen();
        for (String uri : uris) {
            SubmissionHost host = SubmissionHost.of(ReportDestination.parse(uri).orElseThrow());
            store.move(host.name(), Lane.SLOW);
        }
        store.move("r.planned.example", Lane.KNOWN);
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        assertThat(store.takeDue(Lane.SLOW, 10, LEASE))
                .extracting(Submission::destination)
                .containsExactlyInAnyOrderElementsOf(uris);
        assertThat(store.takeDue(Lane.KNOWN, 10, LEASE)).hasSize(1);
        assertThat(store.takeDue(Lane.NEW, 10, LEASE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void migratesTheSchemaOfEachRelease(int version) throws Exception {
        createTables(version);
        store = reopen();
        assertThat(store.list(DAY)).containsExactly(REPORT, report("planned.example"));
        assertThat(read(REPORT)).containsOnly(entry("sts 1", "5/2"), entry("sts 1 old", "2"));
        assertThat(store.isAdded(new CountBatch("old", 7, Map.of()))).isTrue();
        store.add(batch("new", 1, "new.example", STS, counts(1, 0)), new ReportLimits(3, 20, 20));
        assertThat(store.add(batch("new", 2, "beyond.example", STS, counts(1, 0)), new ReportLimits(3, 20, 20))
                        .tooMany())
                .hasSize(1);
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
        assertThat(Unplanned.take(store, 10, LEASE)).containsExactlyInAnyOrder(REPORT, report("new.example"));
        assertThat(store.takeDue(Lane.MAIL, 10, LEASE)).singleElement().satisfies(each -> {
            assertThat(each.destination()).isEqualTo("mailto:a@planned.example");
            assertThat(each.attempts()).isEqualTo(1);
        });
        List<Submission> posts = store.takeDue(Lane.NEW, 10, LEASE);
        assertThat(posts).hasSize(1);
        assertThat(store.finish(posts.get(0), SubmissionState.DELIVERED)).hasSize(2);
    }

    abstract long number(String sql) throws Exception;
}
