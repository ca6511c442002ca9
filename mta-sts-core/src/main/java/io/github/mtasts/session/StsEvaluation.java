package io.github.mtasts.session;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a session under what MTA-STS knew of its domain: which entry of a report counts it, and as what (RFC 8461
 * section 6, RFC 8460 section 4.3.2.2, D22, D25). Pure.
 */
public final class StsEvaluation {
    private StsEvaluation() {}

    /**
     * Evaluates a session that was made, or a host that was passed over for its name.
     *
     * @param domain the Policy Domain
     * @param resolution the policy in force when the host was decided on, or why there was none
     * @param mismatch why no mx pattern covers the host, null when one does or nothing is asked
     * @param session what the session showed, null when no connection was made
     * @return the applied policy; null when nothing is counted: there is no Policy Domain, the operator ignores the
     *     domain's policy, it is not known which policy is in force, or no session was made and no published policy
     *     was violated
     */
    public static @Nullable AppliedPolicy of(
            PolicyDomain domain,
            PolicyResolution resolution,
            @Nullable Failure mismatch,
            @Nullable SessionResult session) {
        if (resolution instanceof PolicyResolution.Undetermined || (session == null && mismatch == null)) {
            return null; // nothing is known to count under, or there is nothing to count
        }
        if (resolution instanceof PolicyResolution.InForce inForce
                && inForce.policy().mode() != PolicyMode.NONE) {
            return underPolicy(domain, inForce, mismatch, session);
        }
        if (session == null) {
            return null;
        }
        if (resolution instanceof PolicyResolution.NoPolicy none) {
            if (none.reason() == PolicyResolution.Reason.NO_POLICY_DOMAIN
                    || none.reason() == PolicyResolution.Reason.IGNORED_BY_LOCAL_RULE) {
                return null;
            }
            if (none.failure() != null) {
                return expectedButNotObtained(domain, none.failure(), none.lines());
            }
        }
        return withoutPolicy(domain, session);
    }

    private static AppliedPolicy underPolicy(
            PolicyDomain domain,
            PolicyResolution.InForce inForce,
            @Nullable Failure mismatch,
            @Nullable SessionResult session) {
        List<Failure> failures = new ArrayList<>();
        if (mismatch != null) {
            failures.add(mismatch);
        }
        if (session != null) {
            failures.addAll(session.failures());
        }
        StsPolicy policy = inForce.policy();
        Failure refresh = inForce.refreshFailure();
        return new AppliedPolicy(
                PolicyType.STS,
                domain.name(),
                policy.lines(),
                policy.mxPatterns().stream().map(MxPattern::toString).toList(),
                failures.isEmpty(),
                failures,
                refresh == null ? List.of() : List.of(refresh));
    }

    /** RFC 8460 section 4.3.2.2, D22: an sts entry whose policy-string is empty, or quotes the invalid body. */
    private static AppliedPolicy expectedButNotObtained(PolicyDomain domain, Failure failure, List<String> lines) {
        return new AppliedPolicy(PolicyType.STS, domain.name(), lines, List.of(), false, List.of(failure), List.of());
    }

    /** D25: without a policy any completed handshake is a success, whatever the certificate. */
    private static AppliedPolicy withoutPolicy(PolicyDomain domain, SessionResult session) {
        List<Failure> failures = session.encrypted() ? List.of() : session.failures();
        return new AppliedPolicy(
                PolicyType.NO_POLICY_FOUND,
                domain.name(),
                List.of(),
                List.of(),
                session.encrypted(),
                failures,
                List.of());
    }
}
