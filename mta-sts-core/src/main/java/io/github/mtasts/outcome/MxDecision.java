package io.github.mtasts.outcome;

import io.github.mtasts.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The requirements on one MX host. Decided per host, never per domain.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-5">RFC 8461 section 5</a>
 */
public sealed interface MxDecision {
    /**
     * Do not connect to this host.
     *
     * @param failure the violation
     * @param scope the violated rule
     */
    record Reject(Failure failure, Scope scope) implements MxDecision {
        @Override
        public String toString() {
            return "rejected: " + failure;
        }
    }

    /**
     * Deliver only over TLS with a valid certificate for this host's name.
     *
     * @param scope the rule that requires it
     */
    record RequireValidatedTls(Scope scope) implements MxDecision {
        @Override
        public String toString() {
            return "validated TLS required" + (scope == Scope.LOCAL ? " by a local rule" : "");
        }
    }

    /**
     * Deliver only over TLS that the host's TLSA records authenticate (RFC 7672 section 2.2).
     *
     * @param validated the rule that requires a valid certificate for the host's name besides; null when none does
     */
    record RequireDane(@Nullable Scope validated) implements MxDecision {
        @Override
        public String toString() {
            return "DANE required" + (validated == null ? "" : ", and " + new RequireValidatedTls(validated));
        }
    }

    /** Deliver only over TLS, with whatever certificate: no TLSA record of the host can be used (RFC 7672 section 2.2). */
    record RequireTls() implements MxDecision {
        @Override
        public String toString() {
            return "TLS required";
        }
    }

    /**
     * Deliver in any case, and report violations of the policy.
     *
     * @param mismatch the violation by the host itself; null when an mx pattern covers it
     */
    record ReportOnly(@Nullable Failure mismatch) implements MxDecision {
        @Override
        public String toString() {
            return mismatch == null ? "violations are reported only" : "violation, reported only: " + mismatch;
        }
    }

    /**
     * The rule that requires a valid certificate for the host's name.
     *
     * @return null when none does
     */
    default @Nullable Scope validatedBy() {
        if (this instanceof RequireValidatedTls require) {
            return require.scope();
        }
        return this instanceof RequireDane dane ? dane.validated() : null;
    }

    /**
     * Whether mail goes to the host only over TLS.
     *
     * @return false where clear text is permitted
     */
    default boolean requiresTls() {
        return this instanceof RequireValidatedTls || this instanceof RequireDane || this instanceof RequireTls;
    }

    /** No policy applies: opportunistic TLS. */
    record NoConstraint() implements MxDecision {
        @Override
        public String toString() {
            return "no requirement";
        }
    }

    /** The rule behind a decision. */
    enum Scope {
        /** The published policy: violations are reported. */
        PUBLISHED,
        /** Only the operator's own rule: violations are not reported. */
        LOCAL,
        /** The signed records of the host, or a failure to look them up. */
        DANE
    }
}
