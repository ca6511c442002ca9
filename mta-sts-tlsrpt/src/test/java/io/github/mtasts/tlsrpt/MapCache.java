package io.github.mtasts.tlsrpt;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A minimal policy cache: this module does not depend on the cache module. */
final class MapCache implements PolicyCache {
    private final Map<PolicyDomain, CachedPolicy> entries = new ConcurrentHashMap<>();

    @Override
    public @Nullable CachedPolicy get(PolicyDomain domain) {
        return entries.get(domain);
    }

    @Override
    public void put(PolicyDomain domain, CachedPolicy entry) {
        entries.put(domain, entry);
    }
}
