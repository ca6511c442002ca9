package io.github.mtasts.outcome;

import io.github.mtasts.failure.Failure;
import java.util.List;

/**
 * The result of a session under one policy. A session counts once for each of its applied policies, as a success or as a
 * failure. Immutable.
 *
 * @param type the kind of policy
 * @param policyDomain the domain the policy belongs to: the next hop, or the TLSA base domain for {@link PolicyType#TLSA}
 * @param policyString the policy as it was applied, an element per line or TLSA record; empty when one was expected and
 *     not obtained, and for {@link PolicyType#NO_POLICY_FOUND}
 * @param mxHosts the mx patterns of an sts policy; empty otherwise
 * @param success whether the session complied with the policy
 * @param failures the reasons why the session did not comply; empty on success
 * @param refreshFailures the failures to refresh the policy while a cached one was in force: reported as details that do
 *     not make a compliant session a failed one (D25)
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4.4">RFC 8460 section 4.4</a>
 */
public record AppliedPolicy(
        PolicyType type,
        String policyDomain,
        List<String> policyString,
        List<String> mxHosts,
        boolean success,
        List<Failure> failures,
        List<Failure> refreshFailures) {
    /**
     * Keeps unchangeable copies of the lists.
     *
     * @param type the kind of policy
     * @param policyDomain the domain the policy belongs to
     * @param policyString the policy as it was applied
     * @param mxHosts the mx patterns of an sts policy
     * @param success whether the session complied with the policy
     * @param failures the reasons why the session did not comply
     * @param refreshFailures the failures to refresh the policy
     * @throws IllegalArgumentException when a success lists failures, or a failure lists none
     */
    public AppliedPolicy {
        policyString = List.copyOf(policyString);
        mxHosts = List.copyOf(mxHosts);
        failures = List.copyOf(failures);
        refreshFailures = List.copyOf(refreshFailures);
        if (success != failures.isEmpty()) {
            throw new IllegalArgumentException("AppliedPolicy of " + policyDomain + ": success is " + success + " with "
                    + failures.size() + " failures; expected none on success and at least one otherwise");
        }
    }

    @Override
    public String toString() {
        return type.token() + " policy of " + policyDomain + ": "
                + (success ? "success" : "failure: " + failures)
                + (refreshFailures.isEmpty() ? "" : ", refresh failed: " + refreshFailures);
    }
}
