package io.github.mtasts.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import java.time.Clock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryPolicyCacheTest extends PolicyCacheContract {
    @Override
    PolicyCache emptyCache(Clock wallClock) {
        return MemoryPolicyCache.create(MemoryPolicyCache.DEFAULT_MAX_WEIGHT_OCTETS, wallClock);
    }

    @Test
    void keepsEqualPoliciesOnce() {
        PolicyDomain other = PolicyDomain.of("example.org");
        cache.put(DOMAIN, entry("mx.hoster.example", 86_400, "id1", START));
        cache.put(other, entry("mx.hoster.example", 86_400, "id2", START));

        CachedPolicy one = cache.get(DOMAIN);
        CachedPolicy two = cache.get(other);
        assertThat(one).isNotNull();
        assertThat(two).isNotNull();
        assertThat(one.policy()).isSameAs(two.policy());
        assertThat(one.id()).isEqualTo("id1");
        assertThat(two.id()).isEqualTo("id2");
    }

    @Test
    void staysWithinItsBound() {
        MemoryPolicyCache small = MemoryPolicyCache.create(100_000, clock);
        IntStream.range(0, 10_000)
                .forEach(i -> small.put(
                        PolicyDomain.of("d" + i + ".example"), entry("mx" + i + ".example.com", 86_400, "id", START)));
        long kept = IntStream.range(0, 10_000)
                .filter(i -> small.get(PolicyDomain.of("d" + i + ".example")) != null)
                .count();
        assertThat(kept).isBetween(100L, 500L); // an entry here weighs 270 to 290 octets
    }

    @Test
    void refusesABoundThatHoldsNothing() {
        assertThatThrownBy(() -> MemoryPolicyCache.create(0, clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxWeightOctets");
    }
}
