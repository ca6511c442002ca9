/**
 * Decision (RFC 8461 sections 4.1 and 5): the requirements on one MX host.
 *
 * <p>Comes in: the policy in force, the operator's own rule, and an {@link io.github.mtasts.name.MxHost}. Goes out: an
 * {@link io.github.mtasts.outcome.MxDecision}. Pure: no I/O, no clock, no state. May not know: sessions.
 */
package io.github.mtasts.decision;
