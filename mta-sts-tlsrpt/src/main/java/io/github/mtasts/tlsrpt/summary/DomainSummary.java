package io.github.mtasts.tlsrpt.summary;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The reports about one policy domain. Immutable; all collections are sorted.
 *
 * @param domain the domain in A-labels; if the reported text is not a domain name, that text in printable form
 * @param reporters the organisations that reported
 * @param byPolicyType the counts per policy type; a session under two policies is counted under both
 * @param failures the failures, the most frequent first
 * @see ReportSummary
 */
public record DomainSummary(
        String domain, Set<String> reporters, Map<String, Counted> byPolicyType, List<FailureKind> failures) {
    private static final List<String> MOST_IMPORTANT = List.of("sts", "no-policy-found", "tlsa");

    /**
     * The counts under one policy type.
     *
     * @param successes successful sessions
     * @param failures failed sessions
     * @param days the sessions of each day that a report covers, in order
     * @param reporters the organisations that reported it
     */
    public record Counted(long successes, long failures, List<DaySessions> days, Set<String> reporters) {
        /** No sessions. */
        static final Counted NOTHING = new Counted(0, 0, List.of(), Set.of());

        /**
         * Returns the number of sessions.
         *
         * @return successful and failed ones
         */
        public long sessions() {
            return Saturated.sum(successes, failures);
        }
    }

    /**
     * Returns the counts under a policy type.
     *
     * @param type such as {@code sts}
     * @return the counts; zero if there are no reports
     */
    public Counted under(String type) {
        return byPolicyType.getOrDefault(type, Counted.NOTHING);
    }

    /**
     * Returns the most important policy type: sts if it was reported, otherwise no-policy-found, tlsa or another one.
     *
     * @return a key of {@link #byPolicyType()}, or sts if that is empty
     */
    public String mainType() {
        for (String type : MOST_IMPORTANT) {
            if (byPolicyType.containsKey(type)) {
                return type;
            }
        }
        return byPolicyType.isEmpty() ? "sts" : byPolicyType.keySet().iterator().next();
    }
}
