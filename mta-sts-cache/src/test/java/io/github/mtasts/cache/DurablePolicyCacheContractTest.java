package io.github.mtasts.cache;

import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.resolution.PolicyCache;
import java.time.Clock;

/** A cache with hardly any room in memory keeps every promise of a cache, thanks to the store behind it. */
class DurablePolicyCacheContractTest extends PolicyCacheContract {
    @Override
    PolicyCache emptyCache(Clock wallClock) {
        return DurablePolicyCache.over(new MemoryPolicyStore(64 << 20, wallClock))
                .maxWeightOctets(1_000)
                .clock(wallClock)
                .build();
    }
}
