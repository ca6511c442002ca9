package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;
import java.util.List;

/**
 * What all reports say about one Policy Domain. A session to which two policies applied is in the numbers of both, so
 * numbers of different policy types are never added up. Immutable.
 *
 * @param domain its name; when a report names something that is no domain name, that text
 * @param mode the mode of the policy that was seen last, such as {@code testing}; empty when no report quotes a policy
 * @param firstDay the first UTC day that a report covers
 * @param lastDay the last UTC day that a report covers
 * @param policies the numbers under each type of policy, sorted by type
 * @param failures each failure, sorted by what failed
 */
public record DomainSummary(
        String domain,
        String mode,
        LocalDate firstDay,
        LocalDate lastDay,
        List<PolicyTotals> policies,
        List<FailureHistory> failures) {
    /**
     * Keeps unchangeable copies of the lists.
     *
     * @param domain its name
     * @param mode the mode of the policy that was seen last
     * @param firstDay the first day that a report covers
     * @param lastDay the last day that a report covers
     * @param policies the numbers under each type of policy
     * @param failures each failure
     */
    public DomainSummary {
        policies = List.copyOf(policies);
        failures = List.copyOf(failures);
    }

    /**
     * The numbers under one type of policy.
     *
     * @param policyType such as {@code sts}
     * @return the numbers; all zero when no report has that type
     */
    public PolicyTotals policy(String policyType) {
        return policies.stream()
                .filter(policy -> policy.policyType().equals(policyType))
                .findFirst()
                .orElseGet(() -> PolicyTotals.none(policyType));
    }
}
