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
        LOCAL
    }
}
