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

/** Decides what an MX host must show. Pure; allocates only where a host is not as the policy says. */
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
     * @param rule the operator's own rule for the domain
     * @param host the host from the MX record, or the domain itself when it has none
     * @return what the host must show
     */
    public static MxDecision decide(@Nullable StsPolicy policy, LocalRule rule, MxHost host) {
        MxDecision published = published(policy, rule, host);
        return rule instanceof LocalRule.RequireEnforce local ? strengthened(published, local, host) : published;
    }

    /**
     * The same decision for a message that must not be held back by a policy (D31, RFC 8460 section 5.3): evaluated and
     * reported as before, but never in the way.
     *
     * @param decision what was decided
     * @return the decision without its power to block
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
     * Why a published policy does not cover a host, also where nothing is enforced.
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
        return host.isValidSni() ? null : noSni(host);
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

    /** Both the published policy and the local rule must be content; the stricter of the two decides. */
    private static MxDecision strengthened(MxDecision published, LocalRule.RequireEnforce local, MxHost host) {
        if (published instanceof Reject) {
            return published;
        }
        Failure fault = fault(local, host);
        if (fault == null) {
            return published instanceof RequireValidatedTls ? published : REQUIRE_LOCAL;
        }
        // A host that a testing policy does not cover either violates both, and the domain asked to hear of it.
        return published instanceof ReportOnly report && report.mismatch() != null
                ? new Reject(report.mismatch(), Scope.PUBLISHED)
                : new Reject(fault, Scope.LOCAL);
    }

    private static @Nullable Failure fault(LocalRule.RequireEnforce local, MxHost host) {
        if (!local.permits(host)) {
            return mismatch(host, "matches no mx pattern of the local rule");
        }
        return host.isValidSni() ? null : noSni(host);
    }

    private static Failure mismatch(MxHost host, String how) {
        return new Failure(ResultType.VALIDATION_FAILURE, MX_MISMATCH + ": " + host.name() + " " + how);
    }

    private static Failure noSni(MxHost host) {
        return new Failure(
                ResultType.VALIDATION_FAILURE,
                "mx-name-not-sni: " + host.name() + " cannot be sent as a TLS server name");
    }
}
