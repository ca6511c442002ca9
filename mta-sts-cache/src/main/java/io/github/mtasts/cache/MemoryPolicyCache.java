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
 * A cache in memory, bounded by weight. It forgets everything when the process ends: a server that is restarted often, or
 * whose domains are many, wants a durable one beside it. Thread-safe.
 *
 * <p>Equal policies are kept once, however many domains publish them: hosted domains repeat the same few. What was used
 * longest ago goes first when the bound is reached. Policies expire by wall-clock time (RFC 8461 section 3.2).
 */
public final class MemoryPolicyCache implements PolicyCache {
    /** The bound that {@link #create()} sets, in octets. */
    public static final long DEFAULT_MAX_WEIGHT_OCTETS = 64L << 20;

    /** What an entry takes beside its name, its id and its policy: objects and table slots, rounded up. */
    private static final int ENTRY_OVERHEAD_OCTETS = 200;

    /** Of how many policies equal ones are found. Those that many domains have stay, since they are met most often. */
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
                .executor(Runnable::run) // evicting is quick, and no thread of another pool is needed for it
                .build();
    }

    /**
     * A cache with the default bound and the system's clock.
     *
     * @return an empty cache
     */
    public static MemoryPolicyCache create() {
        return create(DEFAULT_MAX_WEIGHT_OCTETS, Clock.systemUTC());
    }

    /**
     * A cache.
     *
     * @param maxWeightOctets about how much memory the entries may take; each counts its policy as if it were not shared
     * @param clock tells wall-clock time; the same as the library's
     * @return an empty cache
     * @throws IllegalArgumentException when the bound is not positive
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

    /** Puts an entry, and answers the one that is kept for the domain then. */
    CachedPolicy keep(PolicyDomain domain, CachedPolicy entry) {
        CachedPolicy compact = entry.sharing(shared.get(entry.policy(), policy -> entry));
        long now = clock.millis();
        CachedPolicy kept = entries.asMap()
                .merge(domain, compact, (stored, fetched) -> fetched.isOlderThan(stored, now) ? stored : fetched);
        return kept == null ? compact : kept;
    }

    boolean holds(PolicyDomain domain) {
        return entries.asMap().containsKey(domain);
    }

    /** Forgets an entry that was fetched before an operator removed it. */
    void removeFetchedBefore(PolicyDomain domain, Instant removedAt) {
        entries.asMap()
                .computeIfPresent(domain, (name, entry) -> entry.fetchedAt().isBefore(removedAt) ? null : entry);
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
