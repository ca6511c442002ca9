package io.github.mtasts.lab.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stores equal values once and numbers them.
 *
 * @param <T> the type of the values, with equals by value
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

    /** The values in the order of their numbers. */
    List<T> values() {
        return List.copyOf(values);
    }
}
