package io.github.mtasts.dane;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the states of hosts for their TTLs, at most 10,000 of them; when it is full, everything goes and comes again. A read
 * takes no lock. Time is monotonic. Thread-safe.
 */
final class DaneMemory {
    private static final int MAX_HOSTS = 10_000;

    private record Entry(HostDane dane, long sinceNanos, long forNanos) {
        boolean holds(long now) {
            return now - sinceNanos < forNanos;
        }
    }

    private final LongSupplier nanoTime;
    private final Map<DaneQuestion, Entry> entries = new ConcurrentHashMap<>();

    DaneMemory(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Nullable
    HostDane get(DaneQuestion question) {
        Entry entry = entries.get(question);
        return entry != null && entry.holds(nanoTime.getAsLong()) ? entry.dane() : null;
    }

    void put(DaneQuestion question, HostDane dane, Duration ttl) {
        if (ttl.isZero() || ttl.isNegative()) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (entries.size() >= MAX_HOSTS) {
            entries.values().removeIf(entry -> !entry.holds(now));
        }
        if (entries.size() >= MAX_HOSTS) {
            entries.clear();
        }
        entries.put(question, new Entry(dane, now, ttl.toNanos()));
    }

    int size() {
        return entries.size();
    }
}
