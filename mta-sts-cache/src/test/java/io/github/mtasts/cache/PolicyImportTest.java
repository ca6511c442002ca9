package io.github.mtasts.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestScheduler;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PolicyImportTest {
    private final TestClock clock = new TestClock(PolicyCacheContract.START);
    private final TestScheduler scheduler = new TestScheduler(clock);

    private DurablePolicyCache cache() {
        return DurablePolicyCache.over(new FaultyStore(MemoryPolicyStore.create(64 << 20, clock)))
                .clock(clock)
                .scheduler(scheduler)
                .build();
    }

    /** Two exports in one file, for example. */
    @Test
    void takesTheLaterFetchOfADomainThatIsThereTwice() throws IOException {
        String earlier = exported("id1");
        clock.advance(Duration.ofDays(1));
        String later = exported("id2");
        for (String text : new String[] {earlier + withoutTitle(later), later + withoutTitle(earlier)}) {
            try (DurablePolicyCache cache = cache()) {
                assertThat(cache.importFrom(new StringReader(text))).isEmpty();
                assertThat(cache.get(PolicyCacheContract.DOMAIN))
                        .isNotNull()
                        .extracting(CachedPolicy::id)
                        .isEqualTo("id2");
            }
        }
    }

    private String exported(String id) throws IOException {
        try (DurablePolicyCache cache = cache()) {
            cache.put(
                    PolicyCacheContract.DOMAIN,
                    PolicyCacheContract.entry("mx1.example.com", 864_000, id, clock.instant()));
            StringBuilder text = new StringBuilder();
            assertThat(cache.exportTo(text)).isEqualTo(1);
            return text.toString();
        }
    }

    private static String withoutTitle(String text) {
        return text.substring(text.indexOf('\n') + 1);
    }
}
