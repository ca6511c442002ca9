package io.github.mtasts.dns;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers for their time to live, a bounded number of them; the least recently used goes first. Time is monotonic.
 * Thread-safe.
 *
 * @param <V> the answers
 */
final class TtlCache<V> {
    /**
     * An answer that was kept.
     *
     * @param left how long it may be kept from now on
     */
    record Hit<V>(V answer, Duration left) {}

    private record Kept<V>(V answer, long sinceNanos, long forNanos) {}

    private final LongSupplier nanoTime;
    private final Map<Question, Kept<V>> kept;

    TtlCache(int maxAnswers, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Question, Kept<V>> eldest) {
                return size() > maxAnswers;
            }
        };
    }

    @Nullable
    V get(Question question) {
        Hit<V> hit = hit(question);
        return hit == null ? null : hit.answer();
    }

    synchronized @Nullable Hit<V> hit(Question question) {
        Kept<V> found = kept.get(question);
        if (found == null) {
            return null;
        }
        long left = found.forNanos() - (nanoTime.getAsLong() - found.sinceNanos());
        if (left <= 0) {
            kept.remove(question);
            return null;
        }
        return new Hit<>(found.answer(), Duration.ofNanos(left));
    }

    synchronized void put(Question question, V answer, Duration ttl) {
        if (!ttl.isNegative() && !ttl.isZero()) {
            kept.put(question, new Kept<>(answer, nanoTime.getAsLong(), ttl.toNanos()));
        }
    }

    synchronized void clear() {
        kept.clear();
    }
}
