package io.github.mtasts.tlsrpt.read;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the warnings of one report, without duplicates and with a bound. Not thread-safe. */
final class Warnings {
    private static final int MAX = 50;

    /** The longest quotation in a warning, in characters. */
    static final int MAX_QUOTED = 80;

    private final Set<String> warnings = new LinkedHashSet<>();

    void add(String warning) {
        if (warnings.size() < MAX) {
            warnings.add(warning);
        } else if (warnings.size() == MAX) {
            warnings.add("there are further warnings");
        }
    }

    List<String> all() {
        return List.copyOf(warnings);
    }
}
