package io.github.mtasts.tlsrpt.count;

import static io.github.mtasts.tlsrpt.Outcomes.none;
import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.tlsa;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.Unplanned;
import io.github.mtasts.tlsrpt.internal.ClockWatch;
import io.github.mtasts.tlsrpt.internal.ClosingGate;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import io.github.mtasts.tlsrpt.record.TlsRptRecord;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import io.github.mtasts.tlsrpt.store.internal.CountBatch;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.PlanningState;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportVisitor;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import io.github.mtasts.tlsrpt.store.internal.Sighting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
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
    private final ClosingGate gate = new ClosingGate(ClockWatch.trusting(clock), false);
    private final List<String> told = new ArrayList<>();
    private boolean throwing;
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
                ReportingEvents.on(Runnable::run, new ReportingListener() {
                    private void tell(String event) {
                        told.add(event);
                        if (throwing) {
                            throw new IllegalStateException("a faulty listener");
                        }
                    }

                    @Override
                    public void sessionsDropped(SessionsDropped reason, long sessions) {
                        tell(reason + " " + sessions);
                    }

                    @Override
                    public void storeFailed(StoreException cause) {
                        if (throwing) {
                            tell("failed");
                        }
                    }

                    @Override
                    public void storeRecovered() {
                        if (throwing) {
                            tell("recovered");
                        }
                    }
                }),
                gate,
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
        store.forget(List.of(new ReportKey(DAY, PolicyDomain.of("a.example"))));
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
        assertThat(told).containsExactly("TOO_MANY_DOMAINS 2", "LATE 1");
        assertThat(Unplanned.take(store, 5, Duration.ofMinutes(20))).hasSize(1);
        clock.set(Instant.parse("2024-03-01T13:00:00Z")); // the clock of this node is behind
        for (int i = 0; i < 3; i++) {
            counter.onOutcome(twoPolicies("a.example"));
        }
        counter.flush();
        assertThat(told).last().isEqualTo("LATE 3");
        assertThat(told).hasSize(3);
        assertThat(counter.isFlushed()).isTrue();
    }

    private void count(SessionCounter counter, String... domains) {
        for (String domain : domains) {
            counter.onOutcome(outcome(domain, clock.instant(), none(domain)));
        }
    }

    /** A look-up that has not been answered yet. */
    private static final class Slow implements Executor {
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private int room = Integer.MAX_VALUE;

        @Override
        public void execute(Runnable task) {
            if (tasks.size() >= room) {
                throw new RejectedExecutionException("full");
            }
            tasks.add(task);
        }

        void answerAll() {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
    }

    private static TlsRptDiscoveryResult absent() {
        return new TlsRptDiscoveryResult.Absent(Duration.ofHours(1));
    }

    /** Most answers come at once: the counts of a domain that asks for nothing are never written. */
    @Test
    void aNewDomainWaitsOneTickForItsAnswerAndIsStoredThen() {
        Slow slow = new Slow();
        SessionCounter counter = counter(
                ReportLimits.DEFAULT,
                domain -> domain.name().startsWith("asks") ? found(Duration.ofHours(1)) : absent(),
                slow);
        count(counter, "asks.example", "nothing.example");
        counter.tick();
        assertThat(stored()).isEmpty();
        assertThat(counter.isFlushed()).isFalse();
        slow.answerAll();
        counter.tick();
        assertThat(stored()).containsExactly("asks.example");
        count(counter, "asks-late.example", "nothing-late.example");
        counter.tick();
        counter.tick();
        assertThat(stored())
                .as("kill -9 loses a second and no more")
                .containsExactly("asks-late.example", "asks.example", "nothing-late.example");
        slow.answerAll();
        counter.tick();
        assertThat(stored()).containsExactly("asks-late.example", "asks.example");
        assertThat(counter.isFlushed()).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void domainsThatAskForNothingUseUpNoRoomOfThoseThatDo() {
        Slow slow = new Slow();
        SessionCounter counter = counter(
                new ReportLimits(2, 5, 5, 1_000),
                domain -> domain.name().startsWith("asks") ? found(Duration.ofHours(1)) : absent(),
                slow);
        for (int i = 0; i < 100; i++) {
            count(counter, "n" + i + ".example");
        }
        count(counter, "asks1.example", "asks2.example");
        counter.tick();
        counter.tick();
        assertThat(stored()).hasSize(102);
        slow.answerAll();
        counter.tick();
        assertThat(stored()).containsExactly("asks1.example", "asks2.example");
        assertThat(told).isEmpty();
    }

    @Test
    void unansweredDomainsBeyondTheirBoundAreDroppedAndSaid() {
        SessionCounter counter = counter(new ReportLimits(2, 5, 5, 3), domain -> absent(), new Slow());
        count(counter, "a.example", "b.example", "c.example", "d.example", "d.example");
        counter.tick();
        counter.tick();
        assertThat(stored()).hasSize(3);
        assertThat(told).singleElement().asString().matches("TOO_MANY_UNANSWERED [12]");
    }

    /** It is not left to the next session of the domain. */
    @Test
    void aRefusedLookupIsQueuedAgain() {
        Slow slow = new Slow();
        slow.room = 1;
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> absent(), slow);
        count(counter, "a.example", "b.example", "c.example");
        for (int i = 0; i < 2; i++) {
            counter.tick();
        }
        assertThat(stored()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            slow.answerAll();
            counter.tick();
        }
        assertThat(stored()).isEmpty();
    }

    /** The store is asked once for all of them. */
    @Test
    void unwantedDomainsAreForgottenInBatches() {
        List<Integer> batches = new ArrayList<>();
        over((method, arguments) -> {
            if (method.equals("forget")) {
                batches.add(((Collection<?>) arguments[0]).size());
            }
        });
        Slow slow = new Slow();
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> absent(), slow);
        for (int i = 0; i < 2_500; i++) {
            count(counter, "n" + i + ".example");
        }
        counter.flush();
        slow.answerAll();
        counter.tick();
        assertThat(batches).containsExactly(2_000, 500);
        assertThat(stored()).isEmpty();
    }

    /** The interface of a store call that a test sees before the store does. */
    private interface Before {
        void call(String method, Object[] arguments);
    }

    private void over(Before before) {
        ReportRepository inner = store;
        store = (ReportRepository) Proxy.newProxyInstance(
                ReportRepository.class.getClassLoader(),
                new Class<?>[] {ReportRepository.class},
                (proxy, method, arguments) -> {
                    before.call(method.getName(), arguments == null ? new Object[0] : arguments);
                    try {
                        return method.invoke(inner, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static StoreException fault(StoreException.Kind kind) {
        return new StoreException(kind, "The report store of the test fails.", null);
    }

    private long sessions() {
        long[] sum = {0};
        for (ReportKey report : store.list(DAY)) {
            try {
                store.read(report, new ReportVisitor() {
                    @Override
                    public void policy(PolicyKey policy, long successes, long failures) {
                        sum[0] += successes + failures;
                    }

                    @Override
                    public void detail(DetailKey detail, long sessions) {}
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sum[0];
    }

    /** A store whose room is for small batches only, as a database with little memory. */
    @Test
    void aBatchThatDoesNotFitIsSplitAndItsPartsHaveNewNumbers() {
        List<Long> numbers = new ArrayList<>();
        over((method, arguments) -> {
            if (method.equals("add")) {
                CountBatch batch = (CountBatch) arguments[0];
                numbers.add(batch.number());
                if (batch.counts().size() > 3) {
                    throw fault(StoreException.Kind.FULL);
                }
            }
        });
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> found(Duration.ofHours(1)), Runnable::run);
        for (int i = 0; i < 20; i++) {
            count(counter, "d" + i + ".example");
        }
        counter.flush();
        assertThat(counter.isFlushed()).isTrue();
        assertThat(sessions()).isEqualTo(20);
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        count(counter, "d1.example");
        counter.flush();
        assertThat(sessions()).isEqualTo(21);
    }

    /** The first attempt may have succeeded, so its parts must not be added under new numbers. */
    @Test
    void aBatchInDoubtIsAddedAgainAsItWas() {
        List<CountBatch> added = new ArrayList<>();
        boolean[] fails = {true};
        StoreException.Kind[] then = {StoreException.Kind.UNREACHABLE};
        ReportRepository inner = store;
        over((method, arguments) -> {
            if (method.equals("add")) {
                added.add((CountBatch) arguments[0]);
                if (fails[0]) {
                    inner.add((CountBatch) arguments[0], ReportLimits.DEFAULT); // and its answer is lost
                    throw fault(then[0]);
                }
            }
        });
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> found(Duration.ofHours(1)), Runnable::run);
        count(counter, "a.example", "b.example");
        counter.flush();
        then[0] = StoreException.Kind.FULL; // the second attempt finds the disk full
        counter.flush();
        fails[0] = false;
        counter.flush();
        assertThat(added).hasSize(3);
        assertThat(added.get(1)).isSameAs(added.get(0));
        assertThat(added.get(2)).isSameAs(added.get(0));
        assertThat(sessions()).isEqualTo(2);
        assertThat(counter.isFlushed()).isTrue();
    }

    /** A full store keeps everything in memory, tries once for each flush, and takes all of it when there is room. */
    @Test
    void aFullStoreTakesEverythingLater() {
        int[] tries = {0};
        boolean[] isFull = {true};
        over((method, arguments) -> {
            if (method.equals("add")) {
                tries[0]++;
                if (isFull[0]) {
                    throw fault(StoreException.Kind.FULL);
                }
            }
        });
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> found(Duration.ofHours(1)), Runnable::run);
        for (int i = 0; i < 100; i++) {
            count(counter, "d" + i + ".example");
        }
        counter.flush();
        assertThat(tries[0]).isLessThan(10);
        for (int i = 0; i < 20; i++) {
            int before = tries[0];
            counter.flush();
            assertThat(tries[0] - before).isBetween(1, 8);
        }
        isFull[0] = false;
        counter.flush();
        assertThat(counter.isFlushed()).isTrue();
        assertThat(sessions()).isEqualTo(100);
    }

    /** A full store has room for small reports, and for more sessions of known ones, and not for a large one. */
    @Test
    void aReportThatDoesNotFitHoldsUpNoOther() {
        boolean[] isFull = {true};
        over((method, arguments) -> {
            if (method.equals("add")
                    && isFull[0]
                    && ((CountBatch) arguments[0])
                            .counts().keySet().stream()
                                    .anyMatch(each -> each.domain().name().startsWith("big"))) {
                throw fault(StoreException.Kind.FULL);
            }
        });
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> found(Duration.ofHours(1)), Runnable::run);
        count(counter, "big1.example", "big2.example", "big3.example");
        counter.flush();
        for (int i = 0; i < 20; i++) {
            count(counter, "d" + i + ".example");
        }
        for (int i = 0; i < 6; i++) {
            counter.flush();
        }
        assertThat(stored()).hasSize(20).noneMatch(each -> each.startsWith("big"));
        assertThat(counter.isFlushed()).isFalse();
        isFull[0] = false;
        counter.flush();
        assertThat(sessions()).isEqualTo(23);
        assertThat(counter.isFlushed()).isTrue();
    }

    /** Memory does not grow with the time for which the store is full: its counts are added up. */
    @Test
    void whatAFullStoreRefusesIsAddedUpInMemory() {
        boolean[] isFull = {true};
        int[] tries = {0};
        over((method, arguments) -> {
            if (method.equals("add")) {
                tries[0]++;
                if (isFull[0]) {
                    throw fault(StoreException.Kind.FULL);
                }
            }
        });
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> found(Duration.ofHours(1)), Runnable::run);
        for (int i = 0; i < 50; i++) {
            count(counter, "a.example", "b.example");
            counter.flush();
        }
        isFull[0] = false;
        tries[0] = 0;
        counter.flush();
        counter.flush();
        assertThat(counter.isFlushed()).isTrue();
        assertThat(sessions()).isEqualTo(100);
        assertThat(tries[0]).isLessThanOrEqualTo(3);
    }

    /** What is left of a batch is tried before anything else is taken out of memory, where equal keys are added up. */
    @Test
    void memoryHoldsEachCountOnceHoweverLongTheStoreIsFull() {
        boolean[] isFull = {true};
        int[] tries = {0};
        over((method, arguments) -> {
            if (method.equals("add")) {
                tries[0]++;
                if (isFull[0]) {
                    throw fault(StoreException.Kind.FULL);
                }
            }
        });
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> found(Duration.ofHours(1)), Runnable::run);
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 300; j++) {
                count(counter, "d" + j + ".example");
            }
            counter.flush();
        }
        isFull[0] = false;
        tries[0] = 0;
        counter.flush();
        counter.flush();
        assertThat(counter.isFlushed()).isTrue();
        assertThat(sessions()).isEqualTo(12_000);
        assertThat(tries[0]).isLessThanOrEqualTo(20);
    }

    /** Memory is short while the store is down: what nobody asked for goes first. */
    @Test
    void domainsThatAskForNothingMakeRoomInMemoryWhileTheStoreFails() {
        boolean[] isDown = {true};
        over((method, arguments) -> {
            if (isDown[0] && List.of("add", "forget", "remember").contains(method)) {
                throw fault(StoreException.Kind.UNREACHABLE);
            }
        });
        SessionCounter counter = counter(
                new ReportLimits(2, 5, 5, 3),
                domain -> domain.name().startsWith("asks") ? found(Duration.ofHours(1)) : absent(),
                Runnable::run);
        count(counter, "a.example", "asks1.example");
        counter.flush();
        count(counter, "b.example", "c.example");
        counter.flush();
        counter.flush();
        count(counter, "asks2.example", "d.example", "e.example", "f.example");
        counter.flush();
        assertThat(told).isEmpty();
        count(counter, "asks3.example", "asks4.example", "asks5.example", "asks6.example");
        counter.flush();
        assertThat(told).containsExactly("TOO_MANY_DOMAINS 1");
        isDown[0] = false;
        counter.flush();
        assertThat(stored()).containsExactly("asks1.example", "asks2.example");
    }

    @Test
    void anErrorOfTheStoreShutsTheGateAndLosesNothing() {
        boolean[] fails = {true};
        over((method, arguments) -> {
            if (method.equals("add") && fails[0]) {
                throw new NoClassDefFoundError("the test");
            }
        });
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> found(Duration.ofHours(1)), Runnable::run);
        counter.flush();
        assertThat(gate.closingDelay()).isPresent();
        count(counter, "a.example");
        assertThatThrownBy(counter::flush).isInstanceOf(NoClassDefFoundError.class);
        assertThat(gate.closingDelay()).isEmpty();
        fails[0] = false;
        counter.flush();
        assertThat(gate.closingDelay()).isPresent();
        assertThat(sessions()).isEqualTo(1);
    }

    /** Another node, or an earlier process, saw a record on this day (D35). */
    @Test
    void aReportThatTheStoreKeepsIsCountedAlthoughTheRecordIsAbsent() {
        ReportKey report = new ReportKey(DAY, PolicyDomain.of("a.example"));
        store.remember(List.of(new Sighting(report, Set.of("mailto:a@a.example"), NOON)));
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> absent(), Runnable::run);
        for (int i = 0; i < 3; i++) {
            count(counter, "a.example", "b.example");
            counter.flush();
        }
        assertThat(stored()).containsExactly("a.example");
        assertThat(sessions()).isEqualTo(3);
    }

    @Test
    void aRecordThatALookUpFindsIsKeptInTheStore() {
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> asksAt("https://r.example/in"), Runnable::run);
        count(counter, "a.example");
        counter.flush();
        clock.advance(Duration.ofHours(1));
        count(counter, "a.example");
        counter.flush();
        assertThat(store.planning(new ReportKey(DAY, PolicyDomain.of("a.example"))))
                .isEqualTo(new PlanningState(null, null, true, Set.of("https://r.example/in")));
    }

    @Test
    void aDayIsCountedUntilTenMinutesAfterItsEnd() {
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> found(Duration.ofHours(1)), Runnable::run);
        clock.set(Instant.parse("2024-03-02T00:09:59.999Z"));
        counter.onOutcome(outcome("a.example", NOON, none("a.example")));
        clock.advance(Duration.ofMillis(1));
        counter.onOutcome(outcome("a.example", NOON, none("a.example")));
        counter.flush();
        assertThat(told).containsExactly("LATE 1");
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void sessionsOfAllThreadsAreCounted() throws InterruptedException {
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> found(Duration.ofHours(1)), Runnable::run);
        for (int i = 0; i < 40; i++) {
            Thread thread = new Thread(() -> count(counter, "a.example"));
            thread.start();
            thread.join();
        }
        counter.flush();
        assertThat(sessions()).isEqualTo(40);
    }

    @Test
    void aSlowStoreHoldsUpNoDelivery() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        over((method, arguments) -> {
            if (method.equals("add")) {
                begun.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> found(Duration.ofHours(1)), Runnable::run);
        count(counter, "a.example");
        CompletableFuture<Void> flushing = CompletableFuture.runAsync(counter::flush);
        begun.await();
        count(counter, "a.example", "b.example"); // would wait for the store
        assertThat(flushing).isNotDone();
        end.countDown();
        flushing.join();
        counter.flush();
        assertThat(sessions()).isEqualTo(3);
        assertThat(counter.isFlushed()).isTrue();
    }

    /** The destinations of one domain that the store cannot hold stop nobody's counts. */
    @Test
    void destinationsThatTheStoreRefusesStopNoCounting() {
        int[] tries = {0};
        over((method, arguments) -> {
            if (method.equals("remember")
                    && ((Collection<?>) arguments[0])
                            .stream()
                                    .anyMatch(each -> ((Sighting) each)
                                            .report()
                                            .domain()
                                            .name()
                                            .equals("bad.example"))) {
                tries[0]++;
                throw new StoreException(
                        StoreException.Kind.UNREACHABLE, "refused", new SQLException("index row size", "54000"));
            }
        });
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> asksAt("https://r.example/in"), Runnable::run);
        count(counter, "a.example", "bad.example", "c.example");
        counter.flush();
        counter.flush();
        assertThat(counter.isFlushed()).isTrue();
        assertThat(stored()).contains("a.example", "c.example");
        assertThat(store.planning(new ReportKey(DAY, PolicyDomain.of("a.example")))
                        .isSeen())
                .isTrue();
        assertThat(tries[0]).as("not tried again for ever").isLessThanOrEqualTo(2);
    }

    private static TlsRptDiscoveryResult asksAt(String uri) {
        return new TlsRptDiscoveryResult.Found(
                new TlsRptRecord(List.of(ReportDestination.parse(uri).orElseThrow()), List.of()),
                Duration.ofMinutes(10));
    }

    /** The counts of one domain that the store cannot hold stop nobody else's. */
    @Test
    void countsThatTheStoreRefusesAsMalformedAreDroppedAloneAndSaid() {
        over((method, arguments) -> {
            if (method.equals("add")
                    && ((CountBatch) arguments[0])
                            .counts().keySet().stream()
                                    .anyMatch(each -> each.domain().name().equals("bad.example"))) {
                throw new StoreException(
                        StoreException.Kind.UNREACHABLE, "refused", new SQLException("invalid byte sequence", "22021"));
            }
        });
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> found(Duration.ofHours(1)), Runnable::run);
        count(counter, "a.example", "b.example", "bad.example", "bad.example", "c.example");
        counter.flush();
        assertThat(counter.isFlushed()).isTrue();
        assertThat(stored()).containsExactly("a.example", "b.example", "c.example");
        assertThat(told).containsExactly("REFUSED 2");
    }

    @Test
    void aListenerThatThrowsStopsNoCounting() {
        boolean[] fails = {true};
        over((method, arguments) -> {
            if (method.equals("add") && fails[0]) {
                throw fault(StoreException.Kind.UNREACHABLE);
            }
        });
        throwing = true;
        SessionCounter counter =
                counter(new ReportLimits(1, 5, 5), domain -> found(Duration.ofHours(1)), Runnable::run);
        count(counter, "a.example");
        counter.onOutcome(outcome("a.example", NOON.minus(Duration.ofDays(3)), none("a.example"))); // late
        counter.flush();
        fails[0] = false;
        count(counter, "b.example"); // too many
        counter.flush();
        counter.flush();
        assertThat(counter.isFlushed()).isTrue();
        assertThat(stored()).containsExactly("a.example");
        assertThat(told).containsExactly("LATE 1", "failed", "TOO_MANY_DOMAINS 1", "recovered");
    }

    /** The day of a report is not closed before this node has written what it holds. */
    @Test
    void theGateIsShutWhileTheStoreFailsUntilEverythingIsWritten() {
        boolean[] fails = {false};
        over((method, arguments) -> {
            if (method.equals("add") && fails[0]) {
                throw fault(StoreException.Kind.UNREACHABLE);
            }
        });
        SessionCounter counter = counter(ReportLimits.DEFAULT, domain -> found(Duration.ofHours(1)), Runnable::run);
        assertThat(gate.closingDelay().isPresent()).isFalse();
        counter.tick();
        assertThat(gate.closingDelay().isPresent()).isTrue();
        fails[0] = true;
        count(counter, "a.example");
        counter.tick();
        assertThat(gate.closingDelay().isPresent()).isFalse();
        fails[0] = false;
        counter.tick();
        assertThat(gate.closingDelay().isPresent()).isTrue();
    }

    @Test
    void reportsThatNobodyWantsMakeRoomInAFullStore() {
        boolean[] isFull = {false};
        over((method, arguments) -> {
            if (method.equals("forget")) {
                isFull[0] = false;
            } else if (method.equals("add") && isFull[0]) {
                throw fault(StoreException.Kind.FULL);
            }
        });
        Slow slow = new Slow();
        SessionCounter counter = counter(
                ReportLimits.DEFAULT,
                domain -> domain.name().startsWith("asks") ? found(Duration.ofHours(1)) : absent(),
                slow);
        count(counter, "nothing.example");
        counter.flush();
        isFull[0] = true;
        count(counter, "asks.example");
        counter.flush();
        assertThat(counter.isFlushed()).isFalse();
        assertThat(gate.closingDelay()).contains(Duration.ofHours(1));
        slow.answerAll();
        counter.tick();
        counter.tick();
        assertThat(counter.isFlushed()).isTrue();
        assertThat(stored()).containsExactly("asks.example");
        assertThat(gate.closingDelay()).contains(Duration.ZERO);
    }

    /** The day of the sessions counts, not that of the look-up. */
    @Test
    void anAnswerAfterMidnightIsASightingOfTheDayBefore() {
        Slow slow = new Slow();
        ReportDestination destination =
                ReportDestination.parse("https://r.example/in").orElseThrow();
        SessionCounter counter = counter(
                ReportLimits.DEFAULT,
                domain -> new TlsRptDiscoveryResult.Found(
                        new TlsRptRecord(List.of(destination), List.of()), Duration.ofHours(1)),
                slow);
        clock.set(Instant.parse("2024-03-01T23:59:59Z"));
        count(counter, "a.example");
        counter.tick();
        clock.set(Instant.parse("2024-03-02T00:00:01Z"));
        slow.answerAll();
        counter.tick();
        assertThat(store.planning(new ReportKey(DAY, PolicyDomain.of("a.example")))
                        .isSeen())
                .isTrue();
    }
}
