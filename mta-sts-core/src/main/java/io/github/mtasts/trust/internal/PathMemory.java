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
 * Keeps what was found out about the paths of recently presented chains, so that a resumed session costs no signature check.
 *
 * <p>The key is the list of certificates itself, compared octet by octet. An entry is used for one minute, and only until the
 * first moment at which one of the certificates begins or ceases to be valid. Bounded and thread-safe.
 *
 * @param <T> what is found out; immutable
 */
final class PathMemory<T> {
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int MAX_CHAINS = 1_000;

    /** What holds at every time between the two, both excluded. */
    private record Entry<T>(T found, Instant after, Instant before) {
        boolean holds(Instant now) {
            return now.isAfter(after) && now.isBefore(before);
        }
    }

    private final Clock clock;
    private final BiFunction<List<X509Certificate>, Instant, T> judge;
    private final Map<List<X509Certificate>, Entry<T>> entries = new ConcurrentHashMap<>();

    /**
     * Makes a memory.
     *
     * @param judge judges a chain at a time
     */
    PathMemory(Clock clock, BiFunction<List<X509Certificate>, Instant, T> judge) {
        this.clock = clock;
        this.judge = judge;
    }

    T of(List<X509Certificate> chain) {
        Instant now = clock.instant();
        Entry<T> known = entries.get(chain);
        if (known != null && known.holds(now)) {
            return known.found();
        }
        T found = judge.apply(chain, now);
        makeRoom(now);
        entries.put(List.copyOf(chain), entry(found, chain, now));
        return found;
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

    private static <T> Entry<T> entry(T found, List<X509Certificate> chain, Instant now) {
        Instant after = now.minus(KEPT); // the clock may be set back
        Instant before = now.plus(KEPT);
        for (Instant change : changes(chain)) {
            after = change.isAfter(after) && !change.isAfter(now) ? change : after;
            before = change.isBefore(before) && !change.isBefore(now) ? change : before;
        }
        return new Entry<>(found, after, before);
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
