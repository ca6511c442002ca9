package io.github.mtasts.outcome;

import io.github.mtasts.failure.Failure;
import java.util.List;

/**
 * One policy that a session was evaluated under, and how it fared. A session counts once for each of its applied
 * policies: as a success or as a failure. Immutable.
 *
 * @param type the kind of policy
 * @param policyDomain the domain the policy belongs to: the next hop, or the TLSA base domain for {@link PolicyType#TLSA}
 * @param policyString the policy as it was applied, an element per line or TLSA record; empty when one was expected and
 *     not obtained, and for {@link PolicyType#NO_POLICY_FOUND}
 * @param mxHosts the mx patterns of an sts policy; empty otherwise
 * @param success whether the session complied with the policy
 * @param failures what kept the session from complying; empty on success
 * @param refreshFailures what is wrong with the policy itself while a cached one still served: reported as details that
 *     do not turn a compliant session into a failed one (D25)
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
     * @param failures what kept the session from complying
     * @param refreshFailures what is wrong with the policy itself
     * @throws IllegalArgumentException when a success lists failures, or a failure lists none
     */
    public AppliedPolicy {
        policyString = List.copyOf(policyString);
        mxHosts = List.copyOf(mxHosts);
        failures = List.copyOf(failures);
        refreshFailures = List.copyOf(refreshFailures);
        if (success != failures.isEmpty()) {
            throw new IllegalArgumentException(
                    "a session fails under a policy exactly when there is a failure to name");
        }
    }
}
