package io.github.mtasts.tlsrpt.summary;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The mode, mx patterns and max_age of an MTA-STS policy, without regard to how it is written: reporters change case, white
 * space and order, and some leave out the version. Immutable.
 *
 * @param values the lines without white space, in lower case
 */
record PolicyText(Set<String> values) {
    private static final Set<String> KEYS = Set.of("mode", "mx", "max_age");
    private static final String MX = "mx:";

    /**
     * Reads a policy.
     *
     * @param mxHosts the patterns, which count if the lines have none
     */
    static PolicyText of(List<String> lines, List<String> mxHosts) {
        Set<String> values = new HashSet<>();
        for (String line : lines) {
            String value = line.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
            if (KEYS.contains(value.split(":", -1)[0])) {
                values.add(value);
            }
        }
        if (values.stream().noneMatch(value -> value.startsWith(MX))) {
            mxHosts.forEach(host -> values.add(MX + host.strip().toLowerCase(Locale.ROOT)));
        }
        return new PolicyText(Set.copyOf(values));
    }
}
