package io.github.mtasts.lab.page;

import java.util.HashSet;
import java.util.Set;

/** Makes names unique. */
final class Names {
    private final Set<String> taken = new HashSet<>();

    /** The name, with a number appended if it was used before. */
    String unused(String wanted, String beforeNumber) {
        String name = wanted;
        for (int number = 2; !taken.add(name); number++) {
            name = wanted + beforeNumber + number;
        }
        return name;
    }
}
