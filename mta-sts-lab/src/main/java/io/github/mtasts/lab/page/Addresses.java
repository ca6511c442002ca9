package io.github.mtasts.lab.page;

import java.util.HashMap;
import java.util.Map;

/** Assigns the URL fragment of each trial's evidence, such as {@code starttls-stripped--library}. */
final class Addresses {
    /**
     * A trial.
     *
     * @param scenario the scenario's id
     * @param sender the sender's name
     */
    private record Trial(String scenario, String sender) {}

    private final Map<Trial, String> known = new HashMap<>();
    private final Names names = new Names();

    String of(String scenario, String sender) {
        return known.computeIfAbsent(
                new Trial(scenario, sender), trial -> names.unused(plain(scenario) + "--" + plain(sender), "-"));
    }

    /** Replaces each character that would need escaping in a fragment, an id or a selector. */
    private static String plain(String text) {
        return text.replaceAll("[^A-Za-z0-9_.-]+", "-");
    }
}
