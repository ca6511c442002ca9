package io.github.mtasts.tool.postfix;

import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.DaneRule;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of mail to a domain: its policy in force together with the operator's rules. Immutable; made without I/O. */
sealed interface Stance {
    /**
     * Only these hosts, over validated TLS (RFC 8461 section 5).
     *
     * @param hosts the permitted hosts; may be empty, when no host satisfies both the policy and the operator
     * @param policy the published policy; null when only the operator's rule asks for it
     */
    record Enforce(List<MxPattern> hosts, @Nullable StsPolicy policy) implements Stance {}

    /**
     * Any host; violations are only reported.
     *
     * @param policy the published policy
     */
    record Testing(StsPolicy policy) implements Stance {}

    /** Nothing is asked: there is no policy, its mode is none, or the operator ignores it. */
    record Nothing() implements Stance {}

    /** A policy is announced, and could not be fetched; none is cached. */
    record Unfetched() implements Stance {}

    /** The operator requires DANE (RFC 7672). */
    record Dane() implements Stance {}

    /**
     * Mail must wait.
     *
     * @param sentence why, and what to do where the operator can do something
     */
    record Wait(String sentence) implements Stance {}

    /** Combines what is published with the operator's rules; the stricter one decides. */
    static Stance of(PolicyResolution resolution, LocalRule rule, DaneRule daneRule) {
        if (daneRule == DaneRule.REQUIRE) {
            return rule instanceof LocalRule.RequireEnforce
                    ? new Wait(
                            "two rules of the operator, enforce and dane require, cannot both be expressed to Postfix:"
                                    + " remove one of them from the rules file")
                    : new Dane();
        }
        Stance published = published(resolution, rule);
        if (!(rule instanceof LocalRule.RequireEnforce local) || published instanceof Wait) {
            return published;
        }
        return published instanceof Enforce enforce
                ? new Enforce(Patterns.inBoth(enforce.hosts(), local.mxPatterns()), enforce.policy())
                : new Enforce(local.mxPatterns(), null);
    }

    private static Stance published(PolicyResolution resolution, LocalRule rule) {
        if (resolution instanceof PolicyResolution.Undetermined undetermined) {
            return new Wait("the policy is not known now: " + undetermined.reason());
        }
        if (resolution instanceof PolicyResolution.NoPolicy none) {
            return none.reason() == Reason.FETCH_FAILED ? new Unfetched() : new Nothing();
        }
        StsPolicy policy = ((PolicyResolution.InForce) resolution).policy();
        if (policy.mode() == PolicyMode.NONE || rule instanceof LocalRule.Ignore) {
            return new Nothing();
        }
        boolean isEnforced = policy.mode() == PolicyMode.ENFORCE && !(rule instanceof LocalRule.TreatAsTesting);
        return isEnforced ? new Enforce(policy.mxPatterns(), policy) : new Testing(policy);
    }
}
