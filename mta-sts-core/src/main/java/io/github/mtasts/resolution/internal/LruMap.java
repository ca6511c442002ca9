package io.github.mtasts.resolution.internal;

import io.github.mtasts.name.PolicyDomain;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map for a bounded number of domains, which removes the least recently used one first. Thread-safe.
 *
 * @param <V> the values
 */
final class LruMap<V> {
    private final Map<PolicyDomain, V> byDomain;

    LruMap(int maxDomains) {
        this.byDomain = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<PolicyDomain, V> eldest) {
                return size() > maxDomains;
            }
        };
    }

    synchronized @Nullable V get(PolicyDomain domain) {
        return byDomain.get(domain);
    }

    synchronized void put(PolicyDomain domain, V value) {
        byDomain.put(domain, value);
    }

    synchronized void remove(PolicyDomain domain) {
        byDomain.remove(domain);
    }
}
