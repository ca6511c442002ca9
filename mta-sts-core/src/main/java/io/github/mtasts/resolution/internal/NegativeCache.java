package io.github.mtasts.resolution.internal;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.PolicyResolution;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps, for a short while, that a domain has no policy, so that a thousand messages cause one look-up. The absence of a
 * record is kept for its TTL, at most five minutes; a DNS failure for five seconds. Thread-safe.
 */
final class NegativeCache {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration DNS_FAILURE = Duration.ofSeconds(5);

    private record Entry(PolicyResolution resolution, long sinceMillis, long untilMillis) {}

    private final LruMap<Entry> entries;

    NegativeCache(int maxDomains) {
        this.entries = new LruMap<>(maxDomains);
    }

    @Nullable
    PolicyResolution get(PolicyDomain domain, long nowMillis) {
        Entry entry = entries.get(domain);
        // After the clock was set back the entry does not count.
        return entry != null && nowMillis >= entry.sinceMillis && nowMillis < entry.untilMillis
                ? entry.resolution
                : null;
    }

    void putAbsence(PolicyDomain domain, PolicyResolution none, Duration ttl, long nowMillis) {
        Duration kept = ttl.compareTo(LONGEST) < 0 ? ttl : LONGEST;
        entries.put(domain, new Entry(none, nowMillis, nowMillis + kept.toMillis()));
    }

    void putDnsFailure(PolicyDomain domain, PolicyResolution unknown, long nowMillis) {
        entries.put(domain, new Entry(unknown, nowMillis, nowMillis + DNS_FAILURE.toMillis()));
    }

    void remove(PolicyDomain domain) {
        entries.remove(domain);
    }
}
