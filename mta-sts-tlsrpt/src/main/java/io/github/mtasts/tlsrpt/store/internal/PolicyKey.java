package io.github.mtasts.tlsrpt.store.internal;

import io.github.mtasts.outcome.PolicyType;
import java.util.List;

/**
 * The key of one entry of a report: each distinct policy has its own entry (RFC 8460 section 4, D26). Immutable.
 *
 * @param type the policy-type
 * @param policyDomain the domain of the policy
 * @param policyString the policy as it was applied
 * @param mxHosts the mx patterns of an sts policy
 */
public record PolicyKey(PolicyType type, String policyDomain, List<String> policyString, List<String> mxHosts) {
    /** Copies the lists. */
    public PolicyKey {
        policyString = List.copyOf(policyString);
        mxHosts = List.copyOf(mxHosts);
    }
}
