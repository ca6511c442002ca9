package io.github.mtasts.trust.internal;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Keeps the faults of the paths of recently presented chains, so that a resumed session costs no signature check.
 *
 * <p>The key is the list of certificates itself, compared octet by octet. An entry is used for one minute, and only until the
 * first moment at which one of the certificates begins or ceases to be valid. Bounded and thread-safe.
 */
final class PathMemory {
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int MAX_CHAINS = 1_000;

    /** Faults that hold at every time between the two, both excluded. */
    private record Entry(List<CertificateFault> faults, Instant after, Instant before) {
        boolean holds(Instant now) {
            return now.isAfter(after) && now.isBefore(before);
        }
    }

    private final Clock clock;
    private final BiFunction<List<X509Certificate>, Instant, List<CertificateFault>> judge;
    private final Map<List<X509Certificate>, Entry> entries = new ConcurrentHashMap<>();

    /**
     * Makes a memory.
     *
     * @param judge finds the faults of a chain at a time
     */
    PathMemory(Clock clock, BiFunction<List<X509Certificate>, Instant, List<CertificateFault>> judge) {
        this.clock = clock;
        this.judge = judge;
    }

    List<CertificateFault> faults(List<X509Certificate> chain) {
        Instant now = clock.instant();
        Entry known = entries.get(chain);
        if (known != null && known.holds(now)) {
            return known.faults();
        }
        List<CertificateFault> faults = List.copyOf(judge.apply(chain, now));
        makeRoom(now);
        entries.put(List.copyOf(chain), entry(faults, chain, now));
        return faults;
    }

    /** The number of chains kept, also outdated ones. */
    int size() {
        return entries.size();
    }

    private void makeRoom(Instant now) {
        if (entries.size() >= MAX_CHAINS) {
            entries.values().removeIf(entry -> !entry.holds(now));
        }
        if (entries.size() >= MAX_CHAINS) {
            entries.clear();
        }
    }

    private static Entry entry(List<CertificateFault> faults, List<X509Certificate> chain, Instant now) {
        Instant after = now.minus(KEPT); // the clock may be set back
        Instant before = now.plus(KEPT);
        for (Instant change : changes(chain)) {
            after = change.isAfter(after) && !change.isAfter(now) ? change : after;
            before = change.isBefore(before) && !change.isBefore(now) ? change : before;
        }
        return new Entry(faults, after, before);
    }

    /** The moments at which a verdict may change. */
    private static List<Instant> changes(List<X509Certificate> chain) {
        List<Instant> changes = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            changes.add(certificate.getNotBefore().toInstant());
            changes.add(certificate.getNotAfter().toInstant());
        }
        return changes;
    }
}
