/**
 * Decision (RFC 8461 sections 4.1 and 5): what one MX host must show before mail may go to it.
 *
 * <p>Comes in: the policy in force, the operator's own rule, and an {@link io.github.mtasts.name.MxHost}. Goes out: an
 * {@link io.github.mtasts.outcome.MxDecision}. Pure: no I/O, no clock, no memory of other hosts. May not know: what a
 * session is.
 */
package io.github.mtasts.decision;
