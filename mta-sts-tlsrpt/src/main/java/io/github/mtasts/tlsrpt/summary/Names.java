package io.github.mtasts.tlsrpt.summary;

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
        String kept = names.admits(name, source.isVerified(), name.length()) ? name : OTHERS;
        names.map().putIfAbsent(kept, kept);
    }

    /** Returns the names in alphabetical order. */
    Set<String> sorted() {
        return Collections.unmodifiableSet(new TreeSet<>(names.values()));
    }
}
