package io.github.mtasts.resolution.internal;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The simplest cache with the contract of {@link PolicyCache}. */
public final class MapCache implements PolicyCache {
    private final Map<PolicyDomain, CachedPolicy> entries = new ConcurrentHashMap<>();
    private final AtomicLong unreadableLookups = new AtomicLong();
    private final Clock clock;
    private volatile boolean unreadable;
    private volatile boolean memoryEmpty;

    public MapCache(Clock clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable CachedPolicy inMemory(PolicyDomain domain, long nowMillis) {
        return memoryEmpty ? null : PolicyCache.super.inMemory(domain, nowMillis);
    }

    @Override
    public long unreadableLookups() {
        return unreadableLookups.get();
    }

    /** Whether the entries are in a store that cannot be read now; memory has none until the next one is read. */
    void unreadable(boolean isUnreadable) {
        unreadable = isUnreadable;
        memoryEmpty = true;
    }

    @Override
    public @Nullable CachedPolicy get(PolicyDomain domain) {
        if (unreadable) {
            unreadableLookups.incrementAndGet();
            return null;
        }
        memoryEmpty = false;
        CachedPolicy entry = entries.get(domain);
        return entry != null && entry.inForceAt(clock.millis()) ? entry : null;
    }

    @Override
    public void put(PolicyDomain domain, CachedPolicy entry) {
        entries.merge(domain, entry, (old, fresh) -> fresh.isOlderThan(old, clock.millis()) ? old : fresh);
    }

    /** Removes an entry, as a bounded cache does for lack of room. */
    void evict(PolicyDomain domain) {
        entries.remove(domain);
    }
}
