package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A policy, as reporters saw it. If a verified submitter saw it, the reporters and days are those of verified submitters.
 * Immutable.
 *
 * @param policyType the policy type, such as {@code sts}
 * @param lines the lines of the policy
 * @param mxHosts the mx patterns of the policy
 * @param reporters the organisations that saw it
 * @param firstDay the first day
 * @param lastDay the last day
 * @param submitters the registered domains of the verified submitters that saw it last, and that within the 28 days up to the
 *     day of the summary; at most 1,000
 * @param isVerified whether a verified submitter saw it
 * @param isLatest whether it is the latest: the mode that most of the verified submitters of those 28 days saw last decides,
 *     then the number of submitters of the policy itself, then its last day; a single submitter does not outvote two others
 */
public record PolicySeen(
        String policyType,
        List<String> lines,
        List<String> mxHosts,
        Set<String> reporters,
        LocalDate firstDay,
        LocalDate lastDay,
        Set<String> submitters,
        boolean isVerified,
        boolean isLatest) {
    private static final String MODE = "mode:";

    /**
     * Copies the collections.
     *
     * @param policyType the policy type
     * @param lines the lines
     * @param mxHosts the mx patterns
     * @param reporters the organisations
     * @param firstDay the first day
     * @param lastDay the last day
     * @param submitters the verified submitters that saw it last
     * @param isVerified whether a verified submitter saw it
     * @param isLatest whether it is the latest
     */
    public PolicySeen {
        lines = List.copyOf(lines);
        mxHosts = List.copyOf(mxHosts);
        reporters = Names.sorted(reporters);
        submitters = Names.sorted(submitters);
    }

    /**
     * Returns the mode of the policy.
     *
     * @return such as {@code testing}, in lower case; empty if the policy has no mode
     */
    public String mode() {
        for (String line : lines) {
            String stripped = line.strip();
            if (stripped.regionMatches(true, 0, MODE, 0, MODE.length())) {
                return stripped.substring(MODE.length()).strip().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    PolicySeen asLatest() {
        return new PolicySeen(policyType, lines, mxHosts, reporters, firstDay, lastDay, submitters, isVerified, true);
    }
}
