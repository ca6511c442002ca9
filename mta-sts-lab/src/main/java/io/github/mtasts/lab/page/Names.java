package io.github.mtasts.lab.page;

import java.util.HashSet;
import java.util.Set;

/** Gives out names, each one once. */
final class Names {
    private final Set<String> taken = new HashSet<>();

    /** The name itself, or with a number behind it when it was given out before. */
    String unused(String wanted, String beforeNumber) {
        String name = wanted;
        for (int number = 2; !taken.add(name); number++) {
            name = wanted + beforeNumber + number;
        }
        return name;
    }
}
