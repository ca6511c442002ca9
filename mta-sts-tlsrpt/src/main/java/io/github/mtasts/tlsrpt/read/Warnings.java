package io.github.mtasts.tlsrpt.read;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is odd about one report; each thing once, and bounded whatever the report is. For one thread. */
final class Warnings {
    private static final int MAX = 50;

    /** How much of a report a warning quotes, in characters. */
    static final int MAX_QUOTED = 80;

    private final Set<String> warnings = new LinkedHashSet<>();

    void add(String warning) {
        if (warnings.size() < MAX) {
            warnings.add(warning);
        } else if (warnings.size() == MAX) {
            warnings.add("there is more that is odd");
        }
    }

    List<String> all() {
        return List.copyOf(warnings);
    }
}
