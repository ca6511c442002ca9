/**
 * Outcome (RFC 8461 section 6): what came of one session, for whoever counts, reports or logs.
 *
 * <p>Comes in: the policy, the decision and the session's result. Goes out: one immutable
 * {@link io.github.mtasts.outcome.DeliveryOutcome} per session to every {@link io.github.mtasts.outcome.OutcomeListener}.
 * May not know: days, reports, or who listens.
 */
package io.github.mtasts.outcome;
