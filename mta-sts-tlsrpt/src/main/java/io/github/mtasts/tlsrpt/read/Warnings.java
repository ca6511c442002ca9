package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.failure.Printable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is odd about one report; each thing once, and bounded whatever the report is. For one thread. */
final class Warnings {
    private static final int MAX = 50;
    private static final int QUOTED = 80;

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

    /** Text from outside, as it may stand in a sentence. */
    static String quoted(String text) {
        return '"' + Printable.line(text, QUOTED) + '"';
    }
}
