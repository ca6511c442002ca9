package io.github.mtasts.tlsrpt.summary;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table about one domain. Bounded: unverified reports add at most half of the rows. Not thread-safe.
 *
 * @param <K> what the sessions of a row share
 * @param <V> the row
 */
final class Rows<K, V> {
    private final Map<K, V> rows = new HashMap<>();
    private final int max;
    private final Room.Share room;
    private int unverified;

    Rows(int max, Room.Share room) {
        this.max = max;
        this.room = room;
    }

    /** Returns the row with a key, made if there is room for it; null without room. */
    @Nullable
    V row(K key, boolean isVerified, long characters, Function<K, V> maker) {
        return rows.computeIfAbsent(key, each -> takes(isVerified, characters) ? maker.apply(each) : null);
    }

    /** Adds to the row with a key, or adds the row if there is room for it; returns whether that was done. */
    boolean add(K key, V row, boolean isVerified, long characters, BinaryOperator<V> sum) {
        return rows.compute(key, (each, old) -> {
                    if (old != null) {
                        return sum.apply(old, row);
                    }
                    return takes(isVerified, characters) ? row : null;
                })
                != null;
    }

    private boolean takes(boolean isVerified, long characters) {
        boolean isWithinBounds = rows.size() < max && (isVerified || unverified < max / 2);
        if (!isWithinBounds || !room.take(isVerified, characters + Room.ROW)) {
            return false;
        }
        unverified += isVerified ? 0 : 1;
        return true;
    }

    /** Returns the rows, to which the caller may add without regard to the bounds. */
    Map<K, V> map() {
        return rows;
    }

    Collection<V> values() {
        return rows.values();
    }

    /** Returns a copy of the rows in an order. */
    List<V> sorted(Comparator<V> order) {
        List<V> sorted = new ArrayList<>(rows.values());
        sorted.sort(order);
        return List.copyOf(sorted);
    }
}
