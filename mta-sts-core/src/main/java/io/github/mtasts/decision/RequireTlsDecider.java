package io.github.mtasts.decision;

import io.github.mtasts.dane.HostDane;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.MxDecision.Reject;
import io.github.mtasts.outcome.MxDecision.RequireDane;
import io.github.mtasts.outcome.MxDecision.Scope;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.StsPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Adds what a message with REQUIRETLS requires of an MX host to what its policies require (RFC 8689 section 4.2.1). Pure.
 *
 * <p>Whether the host offers REQUIRETLS shows only in its reply to EHLO over TLS: the session checks that.
 */
public final class RequireTlsDecider {
    /** The reason code of a host that nothing proves to take the mail of the next hop. */
    public static final String UNPROVED_MX = "mx-not-proved";

    private static final Failure ADDRESS = new Failure(
            ResultType.VALIDATION_FAILURE,
            "address-literal: no certificate proves an address for mail that requires TLS");

    private RequireTlsDecider() {}

    /**
     * Decides for one host.
     *
     * @param decision what the policies of the host require, and the operator's rules
     * @param host the MX host
     * @param isProved whether the name is proved to take the mail of the next hop
     * @return the requirements, never less than before; a violation of these alone is not reported to the domain
     */
    public static MxDecision decide(MxDecision decision, MxHost host, boolean isProved) {
        if (decision instanceof Reject) {
            return decision;
        }
        if (!isProved) {
            String reason = UNPROVED_MX + ": neither signed MX records nor an MTA-STS policy name " + host.name();
            return new Reject(new Failure(ResultType.VALIDATION_FAILURE, reason), Scope.LOCAL);
        }
        // DANE authenticates (RFC 8689 section 2, D30); TLSA records that cannot be used do not.
        return decision instanceof RequireDane ? decision : Decider.withValidatedTls(decision);
    }

    /** Decides for a next hop that is an address (D32). */
    public static MxDecision ofAddress() {
        return new Reject(ADDRESS, Scope.LOCAL);
    }

    /**
     * Whether the name of a host is proved: signed MX records or a policy, enforced or tested, name it; or no MX record is needed
     * to come from the next hop to it (D30).
     *
     * @param policy the published policy in force, null when there is none
     * @param dane what the DNS says about the host
     * @param host the MX host
     * @param isNextHop whether the host is the next hop itself, or the operator named it
     * @return true when a certificate for the name proves the host to be one of the next hop
     */
    public static boolean isProved(@Nullable StsPolicy policy, HostDane dane, MxHost host, boolean isNextHop) {
        return isNextHop
                || dane.secureMx()
                || (policy != null && policy.mode() != PolicyMode.NONE && Decider.mismatch(policy, host) == null);
    }
}
