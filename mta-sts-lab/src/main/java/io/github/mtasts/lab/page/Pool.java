package io.github.mtasts.lab.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Values that are kept once and are named by number, as senders and scenarios say the same things over and over.
 *
 * @param <T> what is kept, with a meaningful equals
 */
final class Pool<T> {
    private final Map<T, Integer> numbers = new HashMap<>();
    private final List<T> values = new ArrayList<>();

    int number(T value) {
        return numbers.computeIfAbsent(value, added -> {
            values.add(added);
            return values.size() - 1;
        });
    }

    /** The values, so that each is at its number. */
    List<T> values() {
        return List.copyOf(values);
    }
}
