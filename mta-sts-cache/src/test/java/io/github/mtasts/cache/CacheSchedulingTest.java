package io.github.mtasts.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.failure.StoreException.Kind;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestScheduler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

/** A scheduler of the caller's, which outlives the cache and may refuse tasks. */
class CacheSchedulingTest {
    private static final PolicyDomain DOMAIN = PolicyCacheContract.DOMAIN;

    private final TestClock time = new TestClock(PolicyCacheContract.START);
    private final TestScheduler tasks = new TestScheduler(time);
    private final FaultyStore store = new FaultyStore(MemoryPolicyStore.create(64 << 20, time));
    private final List<Future<?>> repeated = new ArrayList<>();
    private final List<Long> pauses = new ArrayList<>();
    private boolean isRefusing;
    private boolean isClockBroken;

    private final Clock clock = ((InstantSource) this::now).withZone(ZoneOffset.UTC);
    private final DurablePolicyCache cache =
            DurablePolicyCache.over(store).clock(clock).scheduler(scheduler()).build();

    private Instant now() {
        if (isClockBroken) {
            throw new IllegalStateException("the clock of the test");
        }
        return time.instant();
    }

    private ScheduledExecutorService scheduler() {
        return (ScheduledExecutorService) Proxy.newProxyInstance(
                CacheSchedulingTest.class.getClassLoader(),
                new Class<?>[] {ScheduledExecutorService.class},
                (proxy, method, arguments) -> call(method, arguments));
    }

    private Object call(Method method, Object[] arguments) throws ReflectiveOperationException {
        if (isRefusing) {
            throw new RejectedExecutionException("the test");
        }
        Object result = method.invoke(tasks, arguments);
        if (method.getName().equals("scheduleWithFixedDelay")) {
            repeated.add((Future<?>) result);
            pauses.add((Long) arguments[2]);
        }
        return result;
    }

    private void put() {
        cache.put(DOMAIN, PolicyCacheContract.entry("mx1.example.com", 864_000, "id1", PolicyCacheContract.START));
    }

    private void pass(Duration length) {
        time.advance(length);
        tasks.runDue();
    }

    @Test
    void aClosedCacheLeavesNoTask() {
        ProactiveRefresh refresh = ProactiveRefresh.builder(cache, domain -> new CompletableFuture<>())
                .scheduler(scheduler())
                .build();
        assertThat(repeated).hasSize(4).noneMatch(Future::isCancelled);
        refresh.close();
        cache.close();
        assertThat(repeated).hasSize(4).allMatch(Future::isCancelled);
    }

    @Test
    void aClosedCacheLeavesTheStoreAlone() {
        tasks.runDue();
        store.failWith(Kind.UNREACHABLE);
        assertThat(cache.get(PolicyDomain.of("other.example"))).isNull();
        put();
        cache.close();
        int calls = store.calls.get();
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofHours(1));
        }
        assertThat(store.calls).hasValue(calls);
        assertThat(tasks.hasDue()).isFalse();
    }

    @Test
    void writesLaterWhenTheSchedulerHadNoRoom() {
        isRefusing = true;
        put();
        isRefusing = false;
        pass(Duration.ofMinutes(1));
        tasks.runDue();
        assertThat(store.acknowledged).containsKey(DOMAIN);
    }

    @Test
    void looksLaterWhetherTheStoreWorksWhenTheSchedulerHadNoRoom() {
        isRefusing = true;
        store.failWith(Kind.UNREACHABLE);
        assertThat(cache.get(DOMAIN)).isNull();
        isRefusing = false;
        store.heal();
        pass(Duration.ofMinutes(1));
        pass(Duration.ofSeconds(1));
        assertThat(cache.statistics().readable()).isTrue();
    }

    /** A scheduler refuses a task that is repeated without a pause. */
    @Test
    void comparesAtMostOnceInAMillisecond() {
        int before = repeated.size();
        try (DurablePolicyCache often = DurablePolicyCache.over(store)
                .clock(clock)
                .scheduler(scheduler())
                .compareEvery(Duration.ofNanos(1))
                .build()) {
            assertThat(repeated).hasSize(before + 3);
            assertThat(pauses).doesNotContain(0L);
            assertThat(often.statistics().readable()).isTrue();
        }
    }

    @Test
    void closesTheStoreWhateverFailsBefore() {
        store.failWith(Kind.UNREACHABLE);
        put();
        isClockBroken = true;
        assertThatThrownBy(cache::close).hasMessageContaining("the clock of the test");
        assertThat(store.isClosed()).isTrue();
    }
}
