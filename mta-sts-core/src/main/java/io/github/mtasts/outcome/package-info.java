/**
 * Outcome (RFC 8461 section 6): the result of one session under its policies, for reports, counters and logs.
 *
 * <p>Comes in: the policy, the decision and the session's result. Goes out: one immutable
 * {@link io.github.mtasts.outcome.DeliveryOutcome} per session to every {@link io.github.mtasts.outcome.OutcomeListener}.
 * May not know: days, reports, or the listeners.
 */
package io.github.mtasts.outcome;
