package io.github.mtasts.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestScheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which look-ups count as use of a policy. */
class PolicyUseTest {
    private static final PolicyDomain DOMAIN = PolicyCacheContract.DOMAIN;

    private final TestClock clock = new TestClock(PolicyCacheContract.START);
    private final TestScheduler scheduler = new TestScheduler(clock);
    private final FaultyStore store = new FaultyStore(MemoryPolicyStore.create(64 << 20, clock));

    private DurablePolicyCache cache() {
        return DurablePolicyCache.over(store).clock(clock).scheduler(scheduler).build();
    }

    private boolean isStillRefreshed(DurablePolicyCache cache) {
        return cache.claimDue(10, Duration.ofMinutes(1), Duration.ofDays(30)).contains(DOMAIN);
    }

    private void learn() {
        try (DurablePolicyCache cache = cache()) {
            cache.put(
                    DOMAIN, PolicyCacheContract.entry("mx1.example.com", 8_640_000, "id1", PolicyCacheContract.START));
        }
    }

    @Test
    void theOnlyMailBetweenTwoRestartsCounts() {
        learn();
        for (int i = 0; i < 4; i++) {
            clock.advance(Duration.ofDays(10));
            try (DurablePolicyCache restarted = cache()) {
                assertThat(restarted.inMemory(DOMAIN, clock.millis())).isNull();
                assertThat(restarted.get(DOMAIN)).isNotNull();
            }
        }
        assertThat(isStillRefreshed(cache())).isTrue();
    }

    @Test
    void aLookUpByARefreshDoesNotCount() {
        learn();
        clock.advance(Duration.ofDays(20));
        DurablePolicyCache cache = cache();
        ProactiveRefresh refresh = ProactiveRefresh.builder(cache, domain -> {
                    assertThat(cache.get(domain)).isNotNull();
                    return CompletableFuture.completedFuture(new RefreshResult.NotTried("the test"));
                })
                .scheduler(scheduler)
                .build();
        scheduler.runDue();
        refresh.close();
        cache.close();
        clock.advance(Duration.ofDays(11));
        assertThat(isStillRefreshed(cache())).isFalse();
    }

    /** Health checks and operators look up policies that they do not use. */
    @Test
    void aLookUpOfWhatIsInMemoryDoesNotCount() {
        DurablePolicyCache cache = cache();
        cache.put(DOMAIN, PolicyCacheContract.entry("mx1.example.com", 8_640_000, "id1", PolicyCacheContract.START));
        cache.flush();
        for (int day = 0; day < 31; day++) {
            clock.advance(Duration.ofDays(1));
            assertThat(cache.get(DOMAIN)).isNotNull();
        }
        cache.close();
        assertThat(isStillRefreshed(cache())).isFalse();
    }

    @Test
    void aLookUpThatFindsNothingInForceDoesNotCount() {
        learn();
        clock.advance(Duration.ofDays(101));
        try (DurablePolicyCache cache = cache()) {
            assertThat(cache.get(DOMAIN)).isNull();
            int calls = store.calls.get();
            cache.maintain();
            assertThat(store.calls).hasValue(calls);
        }
    }
}
