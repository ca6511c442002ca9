package io.github.mtasts.outcome;

import io.github.mtasts.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What one MX host must show. Made per host, never per domain.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-5">RFC 8461 section 5</a>
 */
public sealed interface MxDecision {
    /**
     * Do not connect to this host.
     *
     * @param failure why
     * @param scope whose rule it violates
     */
    record Reject(Failure failure, Scope scope) implements MxDecision {}

    /**
     * Deliver only over TLS with a valid certificate for this host's name.
     *
     * @param scope whose rule asks for it
     */
    record RequireValidatedTls(Scope scope) implements MxDecision {}

    /**
     * Deliver whatever the host shows, and report what an enforced policy would have stopped.
     *
     * @param mismatch why the host itself would have been rejected; null when it matches
     */
    record ReportOnly(@Nullable Failure mismatch) implements MxDecision {}

    /** No policy asks for anything: opportunistic TLS. */
    record NoConstraint() implements MxDecision {}

    /** Whose rule a decision carries out. */
    enum Scope {
        /** The published policy's: violations are reported. */
        PUBLISHED,
        /** Only the operator's own: violations are the operator's business. */
        LOCAL
    }
}
