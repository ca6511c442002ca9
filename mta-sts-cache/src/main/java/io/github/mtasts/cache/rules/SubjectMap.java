package io.github.mtasts.cache.rules;

import io.github.mtasts.name.PolicyDomain;
import java.util.Map;

/**
 * Rules by name, or by suffix with its leading dot: the exact name takes precedence, and a longer suffix over a shorter one.
 * Immutable.
 *
 * @param <R> the rules
 */
final class SubjectMap<R> {
    private final Map<String, R> rules;
    private final R otherwise;
    /** The length of the longest suffix in characters, with the dot; 0 if there is none, so that look-ups create no strings. */
    private final int longestSuffix;

    SubjectMap(Map<String, R> rules, R otherwise) {
        this.rules = Map.copyOf(rules);
        this.otherwise = otherwise;
        this.longestSuffix = rules.keySet().stream()
                .filter(subject -> subject.startsWith("."))
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    R get(PolicyDomain domain) {
        String name = domain.name();
        R rule = rules.get(name);
        int dot = name.indexOf('.', Math.max(0, name.length() - longestSuffix));
        while (rule == null && dot >= 0) {
            rule = rules.get(name.substring(dot));
            dot = name.indexOf('.', dot + 1);
        }
        return rule == null ? otherwise : rule;
    }

    int size() {
        return rules.size();
    }
}
