package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * An MTA-STS policy, as reporters saw it. Immutable.
 *
 * @param lines the lines of the policy
 * @param reporters the organisations that saw it
 * @param firstDay the first day
 * @param lastDay the last day
 * @param isVerified whether a verified submitter saw it
 * @param isLatest whether it is the policy that was seen last; verified submitters take precedence over others
 */
public record PolicySeen(
        List<String> lines,
        Set<String> reporters,
        LocalDate firstDay,
        LocalDate lastDay,
        boolean isVerified,
        boolean isLatest) {
    private static final String MODE = "mode:";

    /**
     * Copies the collections.
     *
     * @param lines the lines
     * @param reporters the organisations
     * @param firstDay the first day
     * @param lastDay the last day
     * @param isVerified whether a verified submitter saw it
     * @param isLatest whether it was seen last
     */
    public PolicySeen {
        lines = List.copyOf(lines);
        reporters = Collections.unmodifiableSet(new TreeSet<>(reporters));
    }

    /**
     * Returns the mode of the policy.
     *
     * @return such as {@code testing}, in lower case; empty if the policy has no mode
     */
    public String mode() {
        return lines.stream()
                .map(line -> line.strip().toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith(MODE))
                .map(line -> line.substring(MODE.length()).strip())
                .findFirst()
                .orElse("");
    }

    PolicySeen plus(PolicySeen other) {
        Set<String> all = new TreeSet<>(reporters);
        all.addAll(other.reporters);
        return new PolicySeen(
                lines,
                all,
                Days.earlier(firstDay, other.firstDay),
                Days.later(lastDay, other.lastDay),
                isVerified || other.isVerified,
                false);
    }

    PolicySeen asLatest() {
        return new PolicySeen(lines, reporters, firstDay, lastDay, isVerified, true);
    }
}
