package io.github.mtasts.tool.lint;

import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Rule;
import io.github.mtasts.tool.finding.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields of a policy that have no meaning. Senders must ignore them (RFC 8461 section 3.2), so that a misspelt field does
 * nothing without a word. Stateless.
 */
final class UnknownFields {
    private static final Set<String> KNOWN = Set.of("version", "mode", "mx", "max_age");
    /** Names without case and punctuation that were meant as a known one. */
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("version", "version"),
            Map.entry("v", "version"),
            Map.entry("mode", "mode"),
            Map.entry("policy", "mode"),
            Map.entry("mx", "mx"),
            Map.entry("mxs", "mx"),
            Map.entry("mxhost", "mx"),
            Map.entry("maxage", "max_age"),
            Map.entry("maxages", "max_age"),
            Map.entry("age", "max_age"));

    private UnknownFields() {}

    /** Finds them in a valid policy; those that the parser warns about are left to it. */
    static List<Finding> of(byte[] body, List<String> parserWarnings) {
        List<Finding> findings = new ArrayList<>();
        String[] lines = new String(body, StandardCharsets.UTF_8).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String subject = "line " + (i + 1);
            int colon = lines[i].indexOf(':');
            boolean isWarnedAbout = parserWarnings.stream().anyMatch(warning -> warning.startsWith(subject + ":"));
            if (colon > 0 && !isWarnedAbout && !KNOWN.contains(lines[i].substring(0, colon))) {
                findings.add(finding(subject, lines[i].substring(0, colon)));
            }
        }
        return findings;
    }

    private static Finding finding(String subject, String name) {
        String meant = meant(name);
        return meant == null
                ? new Finding(
                        Rule.FIELD_UNKNOWN,
                        Severity.NOTE,
                        subject,
                        "The field " + name + " is not one of RFC 8461; senders ignore it.",
                        "Remove it, unless a later standard defines it.")
                : Finding.of(
                        Rule.FIELD_UNKNOWN,
                        subject,
                        "The field " + name + " has no meaning; senders ignore the line.",
                        "Write " + meant + " if that is what you mean: names count to the letter.");
    }

    private static @Nullable String meant(String name) {
        return MEANT.get(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
    }
}
