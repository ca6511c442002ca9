package io.github.mtasts.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A policy cache in memory, bounded by weight. It is empty after a restart: a server that restarts often, or that sends to
 * many domains, uses a {@link DurablePolicyCache}. Thread-safe.
 *
 * <p>Equal policies are stored once: hosted domains often publish the same policy. When the bound is reached, the least
 * recently used entries are removed. Policies expire by wall-clock time (RFC 8461 section 3.2).
 */
public final class MemoryPolicyCache implements PolicyCache {
    /** The bound that {@link #create()} sets, in octets. */
    public static final long DEFAULT_MAX_WEIGHT_OCTETS = 64L << 20;

    /** The size of an entry besides its name, id and policy: objects and table slots, rounded up. */
    private static final int ENTRY_OVERHEAD_OCTETS = 200;

    /** The largest number of shared policies. Those of many domains stay, because they are used most often. */
    private static final int MAX_SHARED = 4_096;

    private final Cache<PolicyDomain, CachedPolicy> entries;
    private final Cache<StsPolicy, CachedPolicy> shared = Caffeine.newBuilder()
            .maximumSize(MAX_SHARED)
            .executor(Runnable::run)
            .build();
    private final Clock clock;

    private MemoryPolicyCache(long maxWeightOctets, Clock clock) {
        this.clock = clock;
        this.entries = Caffeine.newBuilder()
                .maximumWeight(maxWeightOctets)
                .weigher(MemoryPolicyCache::weight)
                .executor(Runnable::run) // evicting is fast and needs no other thread
                .build();
    }

    /**
     * Creates a cache with the default bound and the system's clock.
     *
     * @return an empty cache
     */
    public static MemoryPolicyCache create() {
        return create(DEFAULT_MAX_WEIGHT_OCTETS, Clock.systemUTC());
    }

    /**
     * Creates a cache.
     *
     * @param maxWeightOctets the approximate memory that the entries may use, in octets; a shared policy counts for each entry
     * @param clock the clock by which policies expire, the same as the library's
     * @return an empty cache
     * @throws IllegalArgumentException if the bound is not positive
     */
    public static MemoryPolicyCache create(long maxWeightOctets, Clock clock) {
        if (maxWeightOctets <= 0) {
            throw new IllegalArgumentException("maxWeightOctets is " + maxWeightOctets + ": it must be at least 1");
        }
        return new MemoryPolicyCache(maxWeightOctets, clock);
    }

    @Override
    public @Nullable CachedPolicy get(PolicyDomain domain) {
        return inMemory(domain, clock.millis());
    }

    @Override
    public @Nullable CachedPolicy inMemory(PolicyDomain domain, long nowMillis) {
        CachedPolicy entry = entries.getIfPresent(domain);
        return entry != null && entry.inForceAt(nowMillis) ? entry : null;
    }

    @Override
    public void put(PolicyDomain domain, CachedPolicy entry) {
        var unused = keep(domain, entry);
    }

    @Override
    public void correct(PolicyDomain domain, CachedPolicy future, CachedPolicy corrected) {
        entries.asMap().replace(domain, future, compact(corrected));
    }

    /**
     * The policies in memory, for metrics.
     *
     * @return about how many, with some that have expired
     */
    public long size() {
        return entries.estimatedSize();
    }

    /** Stores an entry unless a newer one is stored, and returns the stored one. */
    CachedPolicy keep(PolicyDomain domain, CachedPolicy entry) {
        CachedPolicy compact = compact(entry);
        long now = clock.millis();
        CachedPolicy kept = entries.asMap()
                .merge(domain, compact, (stored, fetched) -> fetched.isOlderThan(stored, now) ? stored : fetched);
        return kept == null ? compact : kept;
    }

    private CachedPolicy compact(CachedPolicy entry) {
        return entry.sharing(shared.get(entry.policy(), policy -> entry));
    }

    /** Removes this entry, and no other. */
    void remove(PolicyDomain domain, CachedPolicy entry) {
        entries.asMap().remove(domain, entry);
    }

    boolean holds(PolicyDomain domain) {
        return entries.asMap().containsKey(domain);
    }

    /** Removes an entry that was fetched before an operator removed the policy, or in the future. */
    void removeFetchedBefore(PolicyDomain domain, Instant removedAt) {
        Instant now = clock.instant();
        entries.asMap()
                .computeIfPresent(
                        domain,
                        (name, entry) -> entry.fetchedAt().isBefore(removedAt)
                                        || entry.fetchedAt().isAfter(now)
                                ? null
                                : entry);
    }

    void remove(PolicyDomain domain) {
        entries.invalidate(domain);
    }

    void forEach(BiConsumer<PolicyDomain, CachedPolicy> action) {
        entries.asMap().forEach(action);
    }

    private static int weight(PolicyDomain domain, CachedPolicy entry) {
        return ENTRY_OVERHEAD_OCTETS
                + domain.name().length()
                + entry.id().length()
                + entry.policy().sourceLength();
    }
}
