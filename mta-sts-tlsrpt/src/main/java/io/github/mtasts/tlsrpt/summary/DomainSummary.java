package io.github.mtasts.tlsrpt.summary;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was reported about one policy domain. Immutable; everything is sorted.
 *
 * @param domain the domain in A-labels where it is one, and otherwise a stranger's text, printable
 * @param reporters the organisations that reported
 * @param byPolicyType what was counted under each kind of policy; a session under two kinds is counted in both
 * @param failures each kind of failure, the most frequent first
 * @see ReportSummary
 */
public record DomainSummary(
        String domain, Set<String> reporters, Map<String, Counted> byPolicyType, List<FailureKind> failures) {
    private static final List<String> MOST_TELLING = List.of("sts", "no-policy-found", "tlsa");

    /**
     * What was counted under one kind of policy.
     *
     * @param successes sessions that complied
     * @param failures sessions that did not
     * @param days the sessions of each day that a report covers, in order
     * @param reporters the organisations that reported about it
     */
    public record Counted(long successes, long failures, List<DaySessions> days, Set<String> reporters) {
        /** Nothing. */
        static final Counted NOTHING = new Counted(0, 0, List.of(), Set.of());

        /**
         * All sessions.
         *
         * @return successes and failures
         */
        public long sessions() {
            return Saturated.sum(successes, failures);
        }
    }

    /**
     * What was counted under a kind of policy.
     *
     * @param type such as {@code sts}
     * @return nothing when there are no reports about it
     */
    public Counted under(String type) {
        return byPolicyType.getOrDefault(type, Counted.NOTHING);
    }

    /**
     * The kind of policy that tells most about the domain: sts where there are reports about it.
     *
     * @return one of {@link #byPolicyType()}, or sts when there are none
     */
    public String mainType() {
        for (String type : MOST_TELLING) {
            if (byPolicyType.containsKey(type)) {
                return type;
            }
        }
        return byPolicyType.isEmpty() ? "sts" : byPolicyType.keySet().iterator().next();
    }
}
