package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.outcome.PolicyType;
import java.util.List;

/**
 * What makes one entry of a report: each distinct policy has its own (RFC 8460 section 4, D26). Immutable.
 *
 * @param type the kind of policy
 * @param policyDomain the domain the policy belongs to
 * @param policyString the policy as it was applied
 * @param mxHosts the mx patterns of an sts policy
 */
public record PolicyKey(PolicyType type, String policyDomain, List<String> policyString, List<String> mxHosts) {
    /**
     * Keeps unchangeable copies of the lists.
     *
     * @param type the kind of policy
     * @param policyDomain the domain the policy belongs to
     * @param policyString the policy as it was applied
     * @param mxHosts the mx patterns of an sts policy
     */
    public PolicyKey {
        policyString = List.copyOf(policyString);
        mxHosts = List.copyOf(mxHosts);
    }
}
