package io.github.mtasts.benchmarks;

import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.PolicyCache;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A look-up answered from memory, with a store behind it. Baseline: the same look-up without a store. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class FrontHit {
    private static final long MAX_WEIGHT_OCTETS = 1L << 40; // nothing is evicted

    /** The number of cached domains. */
    @Param({"1000"})
    int domains;

    private PolicyDomain[] keys = {};
    private long now;
    private int next;
    private final PolicyCache memory = MemoryPolicyCache.create(MAX_WEIGHT_OCTETS, Clock.systemUTC());
    private final PolicyCache durable = DurablePolicyCache.over(MemoryPolicyStore.create(1 << 30, Clock.systemUTC()))
            .maxWeightOctets(MAX_WEIGHT_OCTETS)
            .build();

    /** Fills both caches. */
    @Setup(Level.Trial)
    public void fill() {
        Instant fetchedAt = Instant.now();
        now = fetchedAt.toEpochMilli();
        keys = new PolicyDomain[domains];
        int[] order = Names.shuffled(domains);
        for (int i = 0; i < domains; i++) {
            keys[i] = Rows.domain(order[i]);
            memory.put(Rows.domain(order[i]), Rows.entry(order[i], fetchedAt));
            durable.put(Rows.domain(order[i]), Rows.entry(order[i], fetchedAt));
        }
    }

    private PolicyDomain nextKey() {
        next = next + 1 == keys.length ? 0 : next + 1;
        return keys[next];
    }

    /** The look-up with a store. */
    @Benchmark
    public @Nullable Object withStore() {
        return durable.inMemory(nextKey(), now);
    }

    /** The look-up without a store. */
    @Benchmark
    public @Nullable Object baselineMemory() {
        return memory.inMemory(nextKey(), now);
    }
}
