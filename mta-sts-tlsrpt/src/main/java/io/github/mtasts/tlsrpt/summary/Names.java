package io.github.mtasts.tlsrpt.summary;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** The names of reporters. Bounded: those beyond are one name together. Not thread-safe. */
final class Names {
    /** The name of the reporters beyond the bound. */
    static final String OTHERS = "(others)";

    private static final int MAX = 1_000;

    private final Rows<String, String> names;

    Names(Room.Share room) {
        this.names = new Rows<>(MAX, room);
    }

    void add(Source source) {
        String name = source.reporter();
        if (names.row(name, source.isVerified(), name.length(), each -> each) == null) {
            names.map().put(OTHERS, OTHERS);
        }
    }

    /** Returns the names in alphabetical order. */
    Set<String> sorted() {
        return sorted(names.values());
    }

    /** Returns a copy of names in alphabetical order. */
    static Set<String> sorted(Collection<String> names) {
        return switch (names.size()) {
            case 0 -> Set.of();
            case 1 -> Set.of(names.iterator().next());
            default -> Collections.unmodifiableSet(new TreeSet<>(names));
        };
    }
}
