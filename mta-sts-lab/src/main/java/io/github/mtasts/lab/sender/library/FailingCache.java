package io.github.mtasts.lab.sender.library;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import org.jspecify.annotations.Nullable;

/** A policy cache that can be made unreadable. Thread-safe. */
final class FailingCache implements PolicyCache {
    private final PolicyCache cache;
    private volatile boolean unreadable;

    FailingCache(PolicyCache cache) {
        this.cache = cache;
    }

    void setUnreadable(boolean isUnreadable) {
        unreadable = isUnreadable;
    }

    @Override
    public @Nullable CachedPolicy get(PolicyDomain domain) {
        return readable().get(domain);
    }

    @Override
    public @Nullable CachedPolicy inMemory(PolicyDomain domain, long nowMillis) {
        return unreadable ? null : cache.inMemory(domain, nowMillis);
    }

    @Override
    public void put(PolicyDomain domain, CachedPolicy entry) {
        readable().put(domain, entry);
    }

    @Override
    public long unreadableLookups() {
        return cache.unreadableLookups();
    }

    private PolicyCache readable() {
        if (unreadable) {
            throw new StoreException(
                    StoreException.Kind.UNREACHABLE,
                    "the policy cache cannot be read: the lab has switched it off",
                    null);
        }
        return cache;
    }
}
