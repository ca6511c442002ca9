package io.github.mtasts.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestScheduler;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refreshers that break their contract, and what becomes of the refreshes that may run at once. */
class ProactiveRefreshSlotsTest {
    private static final int DOMAINS = 20;

    private final TestClock clock = new TestClock(PolicyCacheContract.START);
    private final TestScheduler scheduler = new TestScheduler(clock);
    private final List<PolicyDomain> asked = new ArrayList<>();
    private final List<PolicyDomain> putOff = new ArrayList<>();
    private final DurablePolicyCache cache = DurablePolicyCache.over(MemoryPolicyStore.create(64 << 20, clock))
            .clock(clock)
            .scheduler(scheduler)
            .listener(new CacheListener() {
                @Override
                public void refreshPutOff(PolicyDomain domain, String reason) {
                    putOff.add(domain);
                }
            })
            .listenerThread(Runnable::run)
            .build();

    @BeforeEach
    void policiesAreDue() {
        IntStream.range(0, DOMAINS).forEach(i -> cache.put(domain(i), entry()));
        scheduler.runDue();
        clock.advance(Duration.ofHours(25));
    }

    private static PolicyDomain domain(int i) {
        return PolicyDomain.of("d" + i + ".example");
    }

    private static CachedPolicy entry() {
        return PolicyCacheContract.entry("mx1.example.com", 8_640_000, "id1", PolicyCacheContract.START);
    }

    private ProactiveRefresh.Builder refresh(
            Function<PolicyDomain, @Nullable CompletableFuture<RefreshResult>> refresher) {
        return ProactiveRefresh.builder(cache, recording(refresher)).scheduler(scheduler);
    }

    @SuppressWarnings("NullAway") // a refresher that breaks its contract
    private Function<PolicyDomain, CompletableFuture<RefreshResult>> recording(
            Function<PolicyDomain, @Nullable CompletableFuture<RefreshResult>> refresher) {
        return domain -> {
            asked.add(domain);
            return refresher.apply(domain);
        };
    }

    private void pass(Duration time) {
        for (long minute = 0; minute < time.toMinutes(); minute++) {
            scheduler.runDue();
            clock.advance(Duration.ofMinutes(1));
        }
    }

    private void assertAllTriedAndPutOff() {
        assertThat(asked).hasSize(DOMAINS).doesNotHaveDuplicates();
        assertThat(putOff).containsExactlyInAnyOrderElementsOf(asked);
        pass(Duration.ofMinutes(11));
        assertThat(asked).as("each tried again after ten minutes").hasSizeGreaterThanOrEqualTo(2 * DOMAINS);
    }

    @Test
    void aRefresherThatThrowsAtOnceHoldsNoSlot() {
        try (ProactiveRefresh throwing = refresh(domain -> {
                    throw new IllegalStateException("on purpose");
                })
                .build()) {
            pass(Duration.ofMinutes(9));
            assertAllTriedAndPutOff();
            assertThat(throwing).isNotNull();
        }
    }

    @Test
    void aRefresherThatReturnsNullHoldsNoSlot() {
        try (ProactiveRefresh without = refresh(domain -> null).build()) {
            pass(Duration.ofMinutes(9));
            assertAllTriedAndPutOff();
            assertThat(without).isNotNull();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // a refresher that breaks its contract
    void aRefreshWithoutAResultIsNotTried() {
        try (ProactiveRefresh empty =
                refresh(domain -> CompletableFuture.completedFuture(null)).build()) {
            pass(Duration.ofMinutes(9));
            assertAllTriedAndPutOff();
            assertThat(empty).isNotNull();
        }
    }

    @Test
    void aRefreshThatNeverEndsHoldsItsSlotForItsLease() {
        CompletableFuture<RefreshResult> endless = new CompletableFuture<>();
        try (ProactiveRefresh slow = refresh(domain -> endless).concurrency(10).build()) {
            pass(Duration.ofMinutes(10));
            assertThat(asked).hasSize(10);
            pass(Duration.ofMinutes(10));
            assertThat(asked).as("the other ones").hasSize(DOMAINS).doesNotHaveDuplicates();
            assertThat(putOff).hasSize(10);
            assertThat(endless).as("the caller's own future").isNotDone();
            assertThat(slow).isNotNull();
        }
    }

    @Test
    void aRefreshThatNeverEndsIsNotPutOffAfterTheClose() {
        ProactiveRefresh slow = refresh(domain -> new CompletableFuture<>()).build();
        pass(Duration.ofMinutes(1));
        assertThat(asked).isNotEmpty();
        slow.close();
        cache.close();
        pass(Duration.ofMinutes(20));
        assertThat(putOff).isEmpty();
        assertThat(cache.statistics().writeFaults()).isZero();
    }

    @Test
    void aPolicyMayBeRefreshedHoweverLongItIsUnused() {
        try (ProactiveRefresh always = refresh(domain -> new CompletableFuture<>())
                .unusedAfter(ChronoUnit.FOREVER.getDuration())
                .build()) {
            pass(Duration.ofMinutes(1));
            assertThat(asked).isNotEmpty();
            assertThat(cache.statistics().writable()).isTrue();
            assertThat(always).isNotNull();
        }
    }
}
