package io.github.mtasts.resolution.internal;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.PolicyResolution;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a short while that a domain has no policy, so that a thousand messages do not ask a thousand times. The
 * absence of a record is kept for its TTL and five minutes at most; a DNS failure for seconds. Thread-safe.
 */
final class NegativeCache {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration DNS_FAILURE = Duration.ofSeconds(5);

    private record Absence(PolicyResolution resolution, long sinceMillis, long untilMillis) {}

    private final LruMap<Absence> absences;

    NegativeCache(int maxDomains) {
        this.absences = new LruMap<>(maxDomains);
    }

    @Nullable
    PolicyResolution at(PolicyDomain domain, long nowMillis) {
        Absence absence = absences.get(domain);
        // A negative age (the clock was set back) counts as due.
        return absence != null && nowMillis >= absence.sinceMillis && nowMillis < absence.untilMillis
                ? absence.resolution
                : null;
    }

    void published(PolicyDomain domain, PolicyResolution none, Duration ttl, long nowMillis) {
        Duration kept = ttl.compareTo(LONGEST) < 0 ? ttl : LONGEST;
        absences.put(domain, new Absence(none, nowMillis, nowMillis + kept.toMillis()));
    }

    void dnsFailed(PolicyDomain domain, PolicyResolution unknown, long nowMillis) {
        absences.put(domain, new Absence(unknown, nowMillis, nowMillis + DNS_FAILURE.toMillis()));
    }

    void forget(PolicyDomain domain) {
        absences.remove(domain);
    }
}
