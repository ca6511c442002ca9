package io.github.mtasts.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestScheduler;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurablePolicyCacheTest {
    private static final PolicyDomain DOMAIN = PolicyCacheContract.DOMAIN;
    private static final Instant START = PolicyCacheContract.START;

    private static final CachedPolicy FUTURE = entry("id1", START.plus(Duration.ofDays(1_000)));

    private final TestClock clock = new TestClock(START);
    private final TestScheduler scheduler = new TestScheduler(clock);
    private final FaultyStore store = new FaultyStore(MemoryPolicyStore.create(64 << 20, clock));
    private final Events events = new Events();

    private static final class Events implements CacheListener {
        final List<Kind> faults = new ArrayList<>();
        final List<String> rows = new ArrayList<>();
        int recoveries;

        @Override
        public void storeFailed(StoreException fault) {
            faults.add(fault.kind());
        }

        @Override
        public void storeRecovered() {
            recoveries++;
        }

        @Override
        public void rowUnreadable(PolicyDomain domain, String reason) {
            rows.add(domain + ": " + reason);
        }
    }

    private DurablePolicyCache.Builder over(FaultyStore behind) {
        return DurablePolicyCache.over(behind)
                .clock(clock)
                .scheduler(scheduler)
                .listener(events)
                .listenerThread(Runnable::run);
    }

    private DurablePolicyCache cache() {
        return over(store).build();
    }

    private static CachedPolicy entry(String id, Instant fetchedAt) {
        return PolicyCacheContract.entry("mx1.example.com", 864_000, id, fetchedAt);
    }

    private static PolicyDomain domain(int i) {
        return PolicyDomain.of("d" + i + ".example");
    }

    @Test
    @Tag("STS-10.2-05")
    void remembersOverARestart() {
        DurablePolicyCache before = cache();
        before.put(DOMAIN, entry("id1", START));
        before.close();
        assertThat(cache().get(DOMAIN)).isNotNull().extracting(CachedPolicy::id).isEqualTo("id1");
    }

    @Test
    void keepsACorrectedFetchTimeOverARestart() {
        DurablePolicyCache before = cache();
        before.put(DOMAIN, FUTURE);
        scheduler.runDue();
        correct(before);
        assertThat(fetchedAt(before)).isEqualTo(START);
        assertThat(fetchedAt(cache())).as("another process, after a crash").isEqualTo(START);
    }

    @Test
    void correctsAFetchTimeThatWaitsToBeWritten() {
        store.failWith(Kind.UNREACHABLE);
        DurablePolicyCache before = over(store).maxWeightOctets(1).build();
        before.put(DOMAIN, FUTURE);
        correct(before);
        assertThat(fetchedAt(before)).isEqualTo(START);
        store.heal();
        clock.advance(Duration.ofSeconds(1));
        before.close();
        assertThat(fetchedAt(cache())).isEqualTo(START);
    }

    @Test
    void correctsTheFetchTimeOnceTheStoreWorksAgain() {
        DurablePolicyCache before = cache();
        before.put(DOMAIN, FUTURE);
        scheduler.runDue();
        store.failWith(Kind.UNREACHABLE);
        correct(before);
        assertThat(fetchedAt(before)).as("in memory at once").isEqualTo(START);
        store.heal();
        clock.advance(Duration.ofMinutes(1));
        scheduler.runDue();
        assertThat(fetchedAt(cache())).isEqualTo(clock.instant());
        clock.advance(Duration.ofMinutes(1));
        scheduler.runDue();
        assertThat(fetchedAt(cache())).as("only once").isEqualTo(START.plus(Duration.ofMinutes(1)));
    }

    @Test
    void correctsTheFetchTimeWithTheCloseAtTheLatest() {
        DurablePolicyCache before = cache();
        before.put(DOMAIN, FUTURE);
        scheduler.runDue();
        store.failWith(Kind.UNREACHABLE);
        correct(before);
        store.heal();
        clock.advance(Duration.ofSeconds(1));
        before.close();
        assertThat(fetchedAt(cache())).isEqualTo(clock.instant());
    }

    @Test
    void aRemovalReachesOtherNodesAlsoWhenTheFetchTimeIsInTheFuture() {
        DurablePolicyCache one = cache();
        DurablePolicyCache two = cache();
        one.put(DOMAIN, FUTURE);
        scheduler.runDue();
        assertThat(two.get(DOMAIN)).isNotNull();
        assertThat(one.remove(DOMAIN, "test")).isTrue();
        clock.advance(Duration.ofMinutes(2));
        scheduler.runDue();
        assertThat(two.get(DOMAIN)).isNull();
    }

    @Test
    void aCorrectionBringsNoRemovedPolicyBack() {
        DurablePolicyCache one = cache();
        DurablePolicyCache two = cache();
        one.put(DOMAIN, FUTURE);
        scheduler.runDue();
        CachedPolicy held = two.get(DOMAIN);
        assertThat(held).isNotNull();
        one.remove(DOMAIN, "test");
        clock.advance(Duration.ofSeconds(1));
        two.correct(DOMAIN, held, entry("id1", clock.instant()));
        assertThat(two.get(DOMAIN)).isNull();
        two.close();
        assertThat(cache().get(DOMAIN)).isNull();
    }

    private static void correct(DurablePolicyCache cache) {
        CachedPolicy held = cache.get(DOMAIN);
        assertThat(held).isNotNull();
        cache.correct(DOMAIN, held, entry("id1", START));
    }

    private static Instant fetchedAt(DurablePolicyCache cache) {
        CachedPolicy held = cache.get(DOMAIN);
        assertThat(held).isNotNull();
        return held.fetchedAt();
    }

    @Test
    void asksTheStoreNothingWhenMemoryHasTheAnswer() {
        DurablePolicyCache cache = cache();
        cache.put(DOMAIN, entry("id1", START));
        int calls = store.calls.get();
        assertThat(cache.inMemory(DOMAIN, clock.millis())).isNotNull();
        assertThat(cache.get(DOMAIN)).isNotNull();
        assertThat(store.calls).hasValue(calls);
    }

    @Test
    void doesNotWriteOnTheThreadThatPuts() {
        DurablePolicyCache cache = cache();
        cache.put(DOMAIN, entry("id1", START));
        assertThat(store.acknowledged).isEmpty();
        assertThat(cache.statistics().waiting()).isEqualTo(1);
        scheduler.runDue();
        assertThat(store.acknowledged).containsKey(DOMAIN);
        assertThat(cache.statistics().waiting()).isZero();
    }

    @Test
    void losesNothingToAFloodOfDomains() {
        DurablePolicyCache cache = over(store).maxWeightOctets(2_000).build();
        cache.put(DOMAIN, entry("id1", START));
        IntStream.range(0, 5_000).forEach(i -> cache.put(domain(i), entry("id" + i, START)));
        assertThat(cache.get(DOMAIN)).as("waiting to be written").isNotNull();
        scheduler.runDue();
        IntStream.range(5_000, 6_000).forEach(i -> cache.put(domain(i), entry("id" + i, START)));
        assertThat(cache.get(DOMAIN)).as("in the store").isNotNull();
        assertThat(IntStream.range(0, 6_000)).allMatch(i -> cache.get(domain(i)) != null);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNREACHABLE", "READ_ONLY", "NEWER_SCHEMA"})
    void goesOnFromMemoryWhileTheStoreFailsAndWritesLater(Kind kind) {
        DurablePolicyCache cache = cache();
        scheduler.runDue();
        store.failWith(kind);
        cache.put(DOMAIN, entry("id1", START));
        scheduler.runDue();
        assertThat(cache.get(DOMAIN)).isNotNull();
        assertThat(cache.get(domain(1))).isNull();
        assertThat(events.faults).contains(kind).hasSizeLessThanOrEqualTo(2);
        int faults = events.faults.size();
        for (int i = 0; i < 20; i++) {
            clock.advance(Duration.ofSeconds(40));
            scheduler.runDue();
        }
        assertThat(events.faults)
                .as("reported once, however often the cache retries")
                .hasSize(faults);
        assertThat(cache.statistics().writeFaults()).isGreaterThan(5);

        store.heal();
        clock.advance(Duration.ofSeconds(40));
        scheduler.runDue();
        assertThat(store.acknowledged).containsKey(DOMAIN);
        assertThat(events.recoveries).isPositive();
    }

    @Test
    void hasRecoveredOnlyWhenItCanBeReadAndWritten() {
        DurablePolicyCache cache = cache();
        scheduler.runDue();
        store.failWith(Kind.UNREACHABLE);
        assertThat(cache.get(DOMAIN)).isNull();
        cache.put(domain(1), entry("id1", START));
        scheduler.runDue();
        assertThat(cache.statistics().readable()).isFalse();
        assertThat(cache.statistics().writable()).isFalse();
        store.heal();
        assertThat(cache.flush()).as("written, and not read yet").isTrue();
        assertThat(cache.statistics().writable()).isTrue();
        assertThat(events.recoveries).isZero();
        clock.advance(Duration.ofSeconds(1));
        scheduler.runDue();
        assertThat(cache.statistics().readable()).isTrue();
        assertThat(events.recoveries).isEqualTo(1);
        assertThat(cache.statistics().held()).isEqualTo(1);
    }

    @Test
    void aListenerThatBlocksHoldsUpNoDelivery() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocking = new CountDownLatch(1);
        DurablePolicyCache cache = DurablePolicyCache.over(store)
                .clock(clock)
                .scheduler(scheduler)
                .listener(new CacheListener() {
                    @Override
                    public void storeFailed(StoreException fault) {
                        blocking.countDown();
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                })
                .build();
        store.failWith(Kind.UNREACHABLE);
        assertThat(cache.get(DOMAIN)).as("on the delivery thread").isNull();
        assertThat(blocking.await(2, TimeUnit.MINUTES)).isTrue();
        cache.put(DOMAIN, entry("id1", START));
        assertThat(cache.get(DOMAIN)).isNotNull();
        release.countDown();
    }

    @Test
    void leavesAStoreThatFailsAlone() {
        DurablePolicyCache cache = cache();
        store.failWith(Kind.UNREACHABLE);
        assertThat(cache.get(domain(0))).isNull();
        int calls = store.calls.get();
        IntStream.range(1, 100).forEach(i -> assertThat(cache.get(domain(i))).isNull());
        assertThat(store.calls).as("not every delivery waits for the store").hasValue(calls);
        store.heal();
        clock.advance(Duration.ofSeconds(1));
        assertThat(cache.get(domain(1))).isNull();
        assertThat(store.calls).as("no delivery tries it").hasValue(calls);
        scheduler.runDue();
        assertThat(events.recoveries).isEqualTo(1);
        int probed = store.calls.get();
        assertThat(cache.get(domain(1))).isNull();
        assertThat(store.calls).hasValue(probed + 1);
    }

    @Test
    void anErrorOfAProbeDoesNotEndTheProbes() {
        DurablePolicyCache cache = cache();
        store.failWith(Kind.UNREACHABLE);
        assertThat(cache.get(DOMAIN)).isNull();
        store.heal();
        store.failWithError();
        clock.advance(Duration.ofSeconds(1));
        scheduler.runDue();
        assertThat(cache.statistics().readable()).isFalse();
        store.heal();
        clock.advance(Duration.ofSeconds(1));
        scheduler.runDue();
        assertThat(cache.statistics().readable()).isTrue();
        clock.advance(Duration.ofMinutes(1));
        scheduler.runDue();
        assertThat(events.recoveries).as("upkeep wrote to it, too").isEqualTo(1);
    }

    static Stream<Arguments> faults() {
        return Stream.concat(Stream.of((Kind) null), Arrays.stream(Kind.values()))
                .flatMap(kind -> Stream.of("read", "write", "claim").map(call -> Arguments.of(kind, call)));
    }

    /** A null kind is an exception of another type. */
    @ParameterizedTest
    @MethodSource("faults")
    void worksWithinASecondAfterAFault(@Nullable Kind kind, String call) {
        assertWorksWithinASecondAfter(
                () -> {
                    if (kind == null) {
                        store.failUnexpectedly();
                    } else {
                        store.failWith(kind);
                    }
                },
                call);
    }

    /** A class of the driver that is not found, for example. */
    @ParameterizedTest
    @ValueSource(strings = {"read", "write", "claim"})
    void worksWithinASecondAfterAnError(String call) {
        assertWorksWithinASecondAfter(store::failWithError, call);
    }

    @Test
    void anErrorOfTheVeryFirstReadStopsNoDelivery() {
        DurablePolicyCache cache = cache();
        store.failWithError();
        assertThat(cache.get(DOMAIN)).isNull();
        assertThat(cache.unreadableLookups()).isEqualTo(1);
        assertThat(cache.statistics().readFaults()).isEqualTo(1);
        assertThat(events.faults).containsExactly(Kind.UNREACHABLE);
        store.heal();
        store.write(List.of(StoredPolicy.of(DOMAIN, entry("id1", START), Duration.ofDays(1))));
        clock.advance(Duration.ofSeconds(1));
        scheduler.runDue();
        assertThat(events.recoveries).isEqualTo(1);
        assertThat(cache.get(DOMAIN)).isNotNull();
    }

    private void assertWorksWithinASecondAfter(Runnable fault, String call) {
        DurablePolicyCache cache = cache();
        cache.put(DOMAIN, entry("id1", START));
        scheduler.runDue();
        for (int i = 0; i < 40; i++) {
            fault.run();
            switch (call) {
                case "read" -> assertThat(cache.get(domain(1))).isNull();
                case "write" -> cache.put(domain(2), entry("id" + i, clock.instant()));
                default ->
                    assertThat(cache.claimDue(1, Duration.ofMinutes(1), Duration.ofDays(9)))
                            .isEmpty();
            }
            scheduler.runDue();
            clock.advance(Duration.ofSeconds(1));
            scheduler.runDue();
        }
        store.heal();
        cache.put(domain(3), entry("id3", clock.instant()));
        store.write(List.of(StoredPolicy.of(domain(4), entry("id4", clock.instant()), Duration.ofDays(1))));
        clock.advance(Duration.ofSeconds(1));
        scheduler.runDue();
        assertThat(store.acknowledged).containsKey(domain(3));
        assertThat(cache.get(domain(4))).isNotNull();
        clock.advance(Duration.ofDays(2));
        assertThat(cache.claimDue(9, Duration.ofMinutes(1), Duration.ofDays(9))).contains(DOMAIN);
    }

    @Test
    void aSlowStoreHoldsUpOnlyTheLookUpsThatNeedIt() throws InterruptedException {
        DurablePolicyCache cache = cache();
        cache.put(DOMAIN, entry("id1", START));
        scheduler.runDue();
        CountDownLatch begun = store.hold();
        CompletableFuture<CachedPolicy> waiting = CompletableFuture.supplyAsync(() -> cache.get(domain(1)));
        begun.await();
        assertThat(cache.get(DOMAIN)).isNotNull();
        cache.put(domain(2), entry("id2", START));
        assertThat(cache.get(domain(2))).isNotNull();
        assertThat(waiting).isNotDone();

        store.failWith(Kind.UNREACHABLE);
        store.release();
        assertThat(waiting.join()).isNull();
        int calls = store.calls.get();
        assertThat(cache.get(domain(3))).isNull();
        assertThat(store.calls).as("no other look-up waits for it").hasValue(calls);
        store.heal();
        clock.advance(Duration.ofSeconds(1));
        scheduler.runDue();
        assertThat(store.acknowledged).containsKey(domain(2));
        assertThat(events.recoveries).isPositive();
    }

    @Test
    void canHoldDeliveriesBackWhileTheStoreCannotBeRead() {
        DurablePolicyCache cache = over(store).deferWhenUnreadable().build();
        store.failWith(Kind.UNREACHABLE);
        assertThatThrownBy(() -> cache.get(DOMAIN)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> cache.get(DOMAIN))
                .as("also before the next retry")
                .isInstanceOf(StoreException.class);
    }

    @Test
    void keepsInMemoryWhatAFullStoreRefusesAndLetsOthersThrough() {
        FaultyStore small = new FaultyStore(MemoryPolicyStore.create(1_100, clock));
        DurablePolicyCache cache = over(small).build();
        cache.put(domain(1), entry("id1", START));
        cache.put(domain(2), entry("id2", START));
        scheduler.runDue();
        cache.put(domain(3), entry("id3", START));
        scheduler.runDue();
        assertThat(events.faults).containsExactly(Kind.FULL);
        assertThat(cache.get(domain(3))).isNotNull();
        assertThat(cache.statistics().waiting()).isEqualTo(1);

        clock.advance(Duration.ofSeconds(1));
        cache.put(domain(1), entry("id4", clock.instant()));
        scheduler.runDue();
        assertThat(small.read(domain(1)))
                .isNotNull()
                .extracting(StoredPolicy::id)
                .isEqualTo("id4");
        assertThat(small.read(domain(2)))
                .as("unexpired, and not deleted for others")
                .isNotNull();
    }

    @Test
    void dropsAWriteOnlyWhenTooManyWaitAndCountsIt() {
        store.failWith(Kind.UNREACHABLE);
        DurablePolicyCache cache = over(store).maxWaiting(10).build();
        IntStream.range(0, 12).forEach(i -> cache.put(domain(i), entry("id" + i, START)));
        assertThat(cache.statistics().waiting()).isEqualTo(10);
        assertThat(cache.statistics().dropped()).isEqualTo(2);
        assertThat(IntStream.range(0, 12)).allMatch(i -> cache.get(domain(i)) != null);
    }

    @Test
    void writesEverythingAgainWhenTheStoreStartedEmpty() {
        DurablePolicyCache cache = cache();
        cache.put(DOMAIN, entry("id1", START));
        scheduler.runDue();
        store.acknowledged.clear();
        store.failWith(Kind.CORRUPT);
        assertThat(cache.get(domain(1))).isNull();
        store.heal();
        clock.advance(Duration.ofMinutes(1));
        scheduler.runDue();
        assertThat(store.acknowledged).containsKey(DOMAIN);
    }

    @Test
    void losesOneRowToOneThatCannotBeParsed() {
        StoredPolicy broken = StoredPolicy.row(
                DOMAIN, "id1", "no policy".getBytes(StandardCharsets.US_ASCII), START, START.plusSeconds(99), START);
        DurablePolicyCache cache = cache();
        store.write(List.of(broken));
        cache.put(domain(1), entry("id2", START));
        cache.flush();
        DurablePolicyCache again = cache();
        assertThat(again.get(DOMAIN)).isNull();
        assertThat(again.get(domain(1))).isNotNull();
        assertThat(events.rows)
                .singleElement()
                .asString()
                .contains("example.com")
                .contains("not valid");
        assertThat(again.statistics().unreadableRows()).isEqualTo(1);
        assertThat(again.unreadableLookups())
                .as("the absence of this policy is not certain")
                .isEqualTo(1);

        again.put(DOMAIN, entry("id3", START));
        again.flush();
        assertThat(cache().get(DOMAIN)).isNotNull();
    }

    @Test
    void refusesARowWhoseExpiryWasMovedByHand() {
        StoredPolicy row = StoredPolicy.of(DOMAIN, entry("id1", START), Duration.ofHours(1));
        store.write(List.of(
                StoredPolicy.row(DOMAIN, "id1", row.source(), START, START.plus(Duration.ofDays(9_999)), START)));
        assertThat(cache().get(DOMAIN)).isNull();
        assertThat(events.rows).singleElement().asString().contains("864000 seconds");
    }

    /** The mark of a removal in the store is no damaged row, which would hold up the domain's mail. */
    @Test
    void aRemovedPolicyIsAbsent() {
        try (DurablePolicyCache cache = over(store).deferWhenUnreadable().build()) {
            cache.put(DOMAIN, entry("id1", START));
            assertThat(cache.remove(DOMAIN, "asked for by its owner")).isTrue();
            assertThat(cache.get(DOMAIN)).isNull();
            assertThat(cache.remove(DOMAIN, "asked for by its owner")).isFalse();
            assertThat(cache.statistics().unreadableRows()).isZero();
        }
        try (DurablePolicyCache restarted = over(store).deferWhenUnreadable().build()) {
            assertThat(restarted.get(DOMAIN)).isNull();
        }
    }

    @Test
    void followsWhatAnotherNodeWroteOrRemoved() {
        DurablePolicyCache here = cache();
        DurablePolicyCache there = over(store).build();
        here.put(DOMAIN, entry("id1", START));
        scheduler.runDue();
        assertThat(there.get(DOMAIN)).isNotNull();

        clock.advance(Duration.ofSeconds(90));
        here.put(DOMAIN, entry("id2", clock.instant()));
        scheduler.runDue();
        clock.advance(Duration.ofMinutes(1));
        scheduler.runDue();
        assertThat(there.inMemory(DOMAIN, clock.millis()))
                .isNotNull()
                .extracting(CachedPolicy::id)
                .isEqualTo("id2");

        assertThat(here.remove(DOMAIN, "asked for by its owner")).isTrue();
        assertThat(here.get(DOMAIN)).isNull();
        clock.advance(Duration.ofMinutes(1));
        scheduler.runDue();
        assertThat(there.get(DOMAIN)).isNull();
    }

    @Test
    void looksForANewerFetchOfAnotherNodeOnceItsOwnHasExpired() {
        DurablePolicyCache here = cache();
        here.put(DOMAIN, PolicyCacheContract.entry("mx1.example.com", 100, "id1", START));
        clock.advance(Duration.ofSeconds(99));
        store.write(List.of(StoredPolicy.of(DOMAIN, entry("id2", clock.instant()), Duration.ofDays(1))));
        clock.advance(Duration.ofSeconds(2));
        assertThat(here.inMemory(DOMAIN, clock.millis())).isNull();
        assertThat(here.get(DOMAIN)).isNotNull().extracting(CachedPolicy::id).isEqualTo("id2");
    }

    @Test
    @Tag("STS-3.2-16")
    void aWithdrawalThatWaitsToBeWrittenOutdatesTheStore() {
        DurablePolicyCache cache = over(store).maxWeightOctets(1_000).build();
        cache.put(DOMAIN, entry("id1", START));
        cache.flush();
        clock.advance(Duration.ofSeconds(1));
        cache.put(DOMAIN, PolicyCacheContract.entry("mx1.example.com", 0, "id2", clock.instant()));
        IntStream.range(0, 100).forEach(i -> cache.put(domain(i), entry("id" + i, START)));
        assertThat(cache.get(DOMAIN)).isNull();
        cache.flush();
        assertThat(cache.get(DOMAIN)).isNull();
    }

    @Test
    void removesNothingThatTheStoreCannotRemove() {
        DurablePolicyCache cache = cache();
        cache.put(DOMAIN, entry("id1", START));
        cache.flush();
        store.failWith(Kind.READ_ONLY);
        assertThatThrownBy(() -> cache.remove(DOMAIN, "a try")).isInstanceOf(StoreException.class);
        assertThat(cache.get(DOMAIN)).isNotNull();
    }

    /** With a clock that is wrong by months every policy would be lost, also for the time after its correction. */
    @Test
    void deletesNothingWhileTheClockIsWrong() {
        AtomicLong nanos = new AtomicLong();
        DurablePolicyCache before = over(store).nanoTime(nanos::get).build();
        before.put(DOMAIN, entry("id1", START));
        passSteadily(nanos, Duration.ofHours(2));
        clock.advance(Duration.ofDays(400));
        scheduler.runDue();
        passSteadily(nanos, Duration.ofHours(23));

        clock.advance(Duration.ofDays(-400));
        scheduler.runDue();
        before.close();

        assertThat(cache().get(DOMAIN)).as("in force again").isNotNull();
    }

    /** The monotonic time of a suspended machine stands still. */
    @Test
    void deletesOnAMachineThatIsSuspendedEveryNight() {
        AtomicLong nanos = new AtomicLong();
        DurablePolicyCache cache = over(store).nanoTime(nanos::get).build();
        cache.put(DOMAIN, entry("id1", START));
        for (int day = 0; day < 41; day++) {
            passSteadily(nanos, Duration.ofHours(2));
            clock.advance(Duration.ofHours(22));
        }
        assertThat(store.read(DOMAIN)).isNull();
    }

    @Test
    void deletesNothingUntilTheClockHasRunForAnHour() {
        AtomicLong nanos = new AtomicLong();
        DurablePolicyCache before = over(store).nanoTime(nanos::get).build();
        before.put(DOMAIN, entry("id1", START));
        before.close();
        clock.advance(Duration.ofDays(400));

        DurablePolicyCache after = over(store).nanoTime(nanos::get).build();
        passSteadily(nanos, Duration.ofMinutes(59));
        assertThat(store.read(DOMAIN)).isNotNull();
        passSteadily(nanos, Duration.ofHours(1));
        assertThat(store.read(DOMAIN)).isNull();
        after.close();
    }

    private void passSteadily(AtomicLong nanos, Duration time) {
        for (Duration left = time; !left.isZero(); left = left.minusMinutes(1)) {
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            clock.advance(Duration.ofMinutes(1));
            scheduler.runDue();
        }
    }

    @Test
    void deletesWhatExpiredMoreThanThirtyDaysAgo() {
        DurablePolicyCache cache =
                over(store).nanoTime(() -> clock.millis() * 1_000_000).build();
        cache.put(DOMAIN, entry("id1", START));
        scheduler.runDue();
        clock.advance(Duration.ofDays(39));
        scheduler.runDue();
        assertThat(store.read(DOMAIN)).isNotNull();
        clock.advance(Duration.ofDays(2));
        scheduler.runDue();
        assertThat(store.read(DOMAIN)).isNull();
    }

    @Test
    void movesPoliciesFromOneNodeToAnother() throws IOException {
        DurablePolicyCache from = cache();
        IntStream.range(0, 2_500).forEach(i -> from.put(domain(i), entry("id" + i, START)));
        StringBuilder text = new StringBuilder();
        assertThat(from.exportTo(text)).isEqualTo(2_500);

        FaultyStore other = new FaultyStore(MemoryPolicyStore.create(64 << 20, clock));
        DurablePolicyCache to = over(other).build();
        clock.advance(Duration.ofSeconds(10));
        to.put(domain(7), entry("newer", clock.instant()));
        to.flush();
        assertThat(to.importFrom(new StringReader(text.toString()))).isEmpty();
        assertThat(to.get(domain(7))).isNotNull().extracting(CachedPolicy::id).isEqualTo("newer");
        assertThat(to.get(domain(8)))
                .isNotNull()
                .extracting(CachedPolicy::fetchedAt)
                .isEqualTo(START);
        assertThat(to.list(null, 3_000)).hasSize(2_500);
    }

    @Test
    void namesTheLinesItCannotImport() throws IOException {
        DurablePolicyCache cache = cache();
        assertThat(cache.importFrom(new StringReader("policies\n")))
                .singleElement()
                .asString()
                .startsWith("line 1: ");

        StringBuilder text = new StringBuilder();
        cache.put(DOMAIN, entry("id1", START));
        cache.exportTo(text);
        String good = text.toString().lines().skip(1).findFirst().orElseThrow();
        String bad = String.join(
                "\n",
                "mta-sts-policies 1",
                good.replace("example.com", "a_b..example"),
                good.replace(" id1 ", " id-1 "),
                good.replace("2026-01-01T", "yesterday "),
                good.replace("2026-01-01T", "2026-13-01T"),
                good.replace("example.com", "fine.example"),
                "fine.example id2 2026-01-01T00:00:00Z bm8=",
                "fine.example id2 2026-01-01T00:00:00Z ***",
                "");
        assertThat(cache.importFrom(new StringReader(bad)))
                .extracting(sentence -> sentence.substring(0, 6))
                .containsExactly("line 2", "line 3", "line 4", "line 5", "line 7", "line 8");
        assertThat(cache.get(PolicyDomain.of("fine.example"))).isNotNull();
    }

    @Test
    void takesAnImportedFetchTimeInTheFutureAsNow() throws IOException {
        DurablePolicyCache cache = cache();
        cache.put(DOMAIN, entry("id1", START));
        StringBuilder text = new StringBuilder();
        cache.exportTo(text);
        clock.set(START.minus(Duration.ofDays(5)));
        DurablePolicyCache other =
                over(new FaultyStore(MemoryPolicyStore.create(1 << 20, clock))).build();
        assertThat(other.importFrom(new StringReader(text.toString()))).isEmpty();
        assertThat(other.get(DOMAIN))
                .isNotNull()
                .extracting(CachedPolicy::fetchedAt)
                .isEqualTo(clock.instant());
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> over(store).compareEvery(Duration.ofMinutes(6)))
                .hasMessageContaining("compareEvery is PT6M");
        assertThatThrownBy(() -> over(store).refreshEvery(Duration.ZERO)).hasMessageContaining("refreshEvery is PT0S");
        assertThatThrownBy(() -> over(store).maxWaiting(0)).hasMessageContaining("maxWaiting is 0");
        ProactiveRefresh.Builder refresh =
                ProactiveRefresh.builder(over(store).build(), domain -> new CompletableFuture<>());
        assertThatThrownBy(() -> refresh.unusedAfter(Duration.ofHours(1))).hasMessageContaining("unusedAfter is PT1H");
        assertThatThrownBy(() -> refresh.concurrency(0)).hasMessageContaining("concurrency is 0");
    }
}
