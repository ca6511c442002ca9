package io.github.mtasts.decision;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.MxDecision.NoConstraint;
import io.github.mtasts.outcome.MxDecision.Reject;
import io.github.mtasts.outcome.MxDecision.ReportOnly;
import io.github.mtasts.outcome.MxDecision.RequireValidatedTls;
import io.github.mtasts.outcome.MxDecision.Scope;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.LocalRule;
import org.jspecify.annotations.Nullable;

/** Decides the requirements on an MX host. Pure; allocates only for a violation. */
public final class Decider {
    /** The reason code of a host that no mx pattern covers (RFC 8460 section 4.3.1, D10). */
    public static final String MX_MISMATCH = "mx-mismatch";

    private static final MxDecision REQUIRE_PUBLISHED = new RequireValidatedTls(Scope.PUBLISHED);
    private static final MxDecision REQUIRE_LOCAL = new RequireValidatedTls(Scope.LOCAL);
    private static final MxDecision REPORT_ONLY = new ReportOnly(null);
    private static final MxDecision NO_CONSTRAINT = new NoConstraint();

    private Decider() {}

    /**
     * Decides for one host.
     *
     * @param policy the published policy in force, null when there is none or the operator ignores it
     * @param rule the operator's rule for the domain
     * @param host the host from the MX record, or the domain itself when it has none
     * @return the requirements
     */
    public static MxDecision decide(@Nullable StsPolicy policy, LocalRule rule, MxHost host) {
        MxDecision published = published(policy, rule, host);
        return rule instanceof LocalRule.RequireEnforce local ? strengthened(published, local, host) : published;
    }

    /**
     * Changes a decision for a message that no policy may block (D31, RFC 8460 section 5.3): violations are still reported.
     *
     * @param decision the decision
     * @return the decision without requirements
     */
    public static MxDecision withoutBlocking(MxDecision decision) {
        if (decision instanceof Reject reject) {
            return reject.scope() == Scope.PUBLISHED ? new ReportOnly(reject.failure()) : NO_CONSTRAINT;
        }
        if (decision instanceof RequireValidatedTls require) {
            return require.scope() == Scope.PUBLISHED ? REPORT_ONLY : NO_CONSTRAINT;
        }
        return decision;
    }

    /**
     * Changes a decision for a message that requires validated TLS itself: violations of that alone are not reported.
     *
     * @param decision the decision
     * @return the decision with that requirement, which never loosens it
     */
    public static MxDecision withValidatedTls(MxDecision decision) {
        return decision instanceof Reject || decision instanceof RequireValidatedTls ? decision : REQUIRE_LOCAL;
    }

    /**
     * Finds the violation of a published policy by a host, also when the policy is not enforced.
     *
     * @param policy the published policy in force
     * @param host the MX host
     * @return the failure to report; null when the host is covered, or the mode is none
     */
    public static @Nullable Failure mismatch(StsPolicy policy, MxHost host) {
        if (policy.mode() == PolicyMode.NONE) {
            return null;
        }
        if (!policy.permits(host)) {
            return mismatch(host, "matches no mx pattern of the policy");
        }
        return host.isProvable() ? null : notProvable(host);
    }

    private static MxDecision published(@Nullable StsPolicy policy, LocalRule rule, MxHost host) {
        if (policy == null || policy.mode() == PolicyMode.NONE) {
            return NO_CONSTRAINT; // RFC 8461 section 5: none is as if there were no policy
        }
        boolean enforced = policy.mode() == PolicyMode.ENFORCE && !(rule instanceof LocalRule.TreatAsTesting);
        Failure mismatch = mismatch(policy, host);
        if (mismatch != null) {
            return enforced ? new Reject(mismatch, Scope.PUBLISHED) : new ReportOnly(mismatch);
        }
        return enforced ? REQUIRE_PUBLISHED : REPORT_ONLY;
    }

    /** Both the published policy and the local rule apply; the stricter one decides. */
    private static MxDecision strengthened(MxDecision published, LocalRule.RequireEnforce local, MxHost host) {
        if (published instanceof Reject) {
            return published;
        }
        Failure fault = fault(local, host);
        if (fault == null) {
            return published instanceof RequireValidatedTls ? published : REQUIRE_LOCAL;
        }
        // The host violates a testing policy, too, and the domain wants reports about that.
        return published instanceof ReportOnly report && report.mismatch() != null
                ? new Reject(report.mismatch(), Scope.PUBLISHED)
                : new Reject(fault, Scope.LOCAL);
    }

    private static @Nullable Failure fault(LocalRule.RequireEnforce local, MxHost host) {
        if (!local.permits(host)) {
            return mismatch(host, "matches no mx pattern of the local rule");
        }
        return host.isProvable() ? null : notProvable(host);
    }

    private static Failure mismatch(MxHost host, String how) {
        return new Failure(ResultType.VALIDATION_FAILURE, MX_MISMATCH + ": " + host.name() + " " + how);
    }

    private static Failure notProvable(MxHost host) {
        return new Failure(
                ResultType.VALIDATION_FAILURE,
                "mx-name-invalid: " + host.name() + " is not a host name that a certificate can prove");
    }
}
