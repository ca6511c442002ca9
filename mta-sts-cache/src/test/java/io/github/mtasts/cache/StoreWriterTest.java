package io.github.mtasts.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestScheduler;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that is full, and as many strangers as may wait. */
class StoreWriterTest {
    private static final int MAX_WAITING = 5;

    private final TestClock clock = new TestClock(PolicyCacheContract.START);
    private final TestScheduler scheduler = new TestScheduler(clock);
    private final FaultyStore small = new FaultyStore(MemoryPolicyStore.create(1_100, clock));
    private final DurablePolicyCache cache = DurablePolicyCache.over(small)
            .clock(clock)
            .scheduler(scheduler)
            .maxWeightOctets(1)
            .maxWaiting(MAX_WAITING)
            .build();

    private static PolicyDomain domain(int i) {
        return PolicyDomain.of("d" + i + ".example");
    }

    private void put(int i, String id) {
        cache.put(domain(i), PolicyCacheContract.entry("mx1.example.com", 864_000, id, clock.instant()));
    }

    private void pass(Duration time) {
        clock.advance(time);
        scheduler.runDue();
    }

    @BeforeEach
    void fill() {
        put(1, "id1");
        put(2, "id1");
        scheduler.runDue();
        IntStream.range(0, MAX_WAITING).forEach(i -> put(10 + i, "id1"));
        pass(Duration.ofSeconds(1));
        assertThat(cache.statistics().waiting()).isEqualTo(MAX_WAITING);
    }

    @Test
    void strangersThatAFullStoreRefusedKeepNoRenewalFromIt() {
        pass(Duration.ofSeconds(1));
        put(1, "id2");
        pass(Duration.ofSeconds(1));
        assertStored(1, "id2");
        assertThat(cache.statistics().dropped()).isZero();
    }

    @Test
    void strangersThatAreTriedAgainKeepNoRenewalFromIt() {
        clock.advance(Duration.ofMinutes(1));
        cache.maintain(); // and the store is not yet asked
        put(1, "id2");
        pass(Duration.ofSeconds(1));
        assertStored(1, "id2");
    }

    @Test
    void aFurtherStrangerIsDroppedAndCounted() {
        put(20, "id1");
        pass(Duration.ofSeconds(1));
        assertThat(cache.statistics().waiting()).isEqualTo(MAX_WAITING);
        assertThat(cache.statistics().dropped()).isEqualTo(1);
    }

    @Test
    void aNewerPolicyOfARefusedDomainTakesThePlaceOfTheOlder() {
        clock.advance(Duration.ofSeconds(1));
        put(10, "id2");
        assertThat(cache.get(domain(10)))
                .isNotNull()
                .extracting(CachedPolicy::id)
                .isEqualTo("id2");
        pass(Duration.ofSeconds(1));
        assertThat(cache.get(domain(10)))
                .isNotNull()
                .extracting(CachedPolicy::id)
                .isEqualTo("id2");
        assertThat(cache.statistics().waiting()).isEqualTo(MAX_WAITING);
        assertThat(cache.statistics().dropped()).isZero();
    }

    @Test
    void refusedOnesAreWrittenOnceThereIsRoom() {
        pass(Duration.ofDays(3)); // the two in the store are unused now
        pass(Duration.ofMinutes(1));
        assertThat(small.list(null, 10))
                .hasSize(2)
                .noneMatch(row -> row.domain().equals(domain(1)));
    }

    private void assertStored(int i, String id) {
        assertThat(small.read(domain(i)))
                .isNotNull()
                .extracting(StoredPolicy::id)
                .isEqualTo(id);
    }
}
