package io.github.mtasts.cache;

import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.resolution.PolicyCache;
import java.time.Clock;

/** Runs the cache contract with room for about three policies in memory, so that most are read from the store. */
class DurablePolicyCacheContractTest extends PolicyCacheContract {
    @Override
    PolicyCache emptyCache(Clock wallClock) {
        return DurablePolicyCache.over(MemoryPolicyStore.create(64 << 20, wallClock))
                .maxWeightOctets(1_000)
                .clock(wallClock)
                .build();
    }
}
