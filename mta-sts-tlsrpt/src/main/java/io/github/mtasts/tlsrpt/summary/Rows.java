package io.github.mtasts.tlsrpt.summary;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

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

    /** Returns whether there is a row, or room for one, which is then taken: the caller adds it. */
    boolean admits(K key, boolean isVerified, long characters) {
        if (rows.containsKey(key)) {
            return true;
        }
        boolean isWithinBounds = rows.size() < max && (isVerified || unverified < max / 2);
        if (!isWithinBounds || !room.take(isVerified, characters + Room.ROW)) {
            return false;
        }
        unverified += isVerified ? 0 : 1;
        return true;
    }

    Map<K, V> map() {
        return rows;
    }

    Collection<V> values() {
        return rows.values();
    }
}
