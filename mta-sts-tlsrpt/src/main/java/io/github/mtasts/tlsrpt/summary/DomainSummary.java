package io.github.mtasts.tlsrpt.summary;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was reported about one policy domain. Immutable; everything is sorted.
 *
 * @param domain the domain, as reported: printable, and otherwise a stranger's text
 * @param reporters the organisations that reported
 * @param byPolicyType the sessions of all days under each kind of policy
 * @param days the sessions of each day that any report covers, under all policies
 * @param failures each kind of failure, the most frequent first
 * @see ReportSummary
 */
public record DomainSummary(
        String domain,
        Set<String> reporters,
        Map<String, Sessions> byPolicyType,
        List<DaySessions> days,
        List<FailureKind> failures) {
    /**
     * Sessions.
     *
     * @param successes those that complied
     * @param failures those that did not
     */
    public record Sessions(long successes, long failures) {
        Sessions plus(long complied, long failed) {
            return new Sessions(Saturated.sum(successes, complied), Saturated.sum(failures, failed));
        }
    }

    /**
     * All sessions of all days.
     *
     * @return under all policies
     */
    public Sessions total() {
        Sessions total = new Sessions(0, 0);
        for (Sessions each : byPolicyType.values()) {
            total = total.plus(each.successes(), each.failures());
        }
        return total;
    }
}
