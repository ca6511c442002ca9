package io.github.mtasts.lab.command;

import io.github.mtasts.lab.Ability;
import java.util.Arrays;
import java.util.Iterator;

/** The abilities as they are written on the command line. */
final class AbilityNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(Ability.values()).map(Enum::name).iterator();
    }
}
