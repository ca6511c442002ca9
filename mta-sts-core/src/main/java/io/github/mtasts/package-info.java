/**
 * Delivery: what a mail server walks through to hand over one message.
 *
 * <p>{@link io.github.mtasts.MtaSts#begin} makes an {@link io.github.mtasts.DeliveryAttempt}; for each MX name
 * the attempt answers a {@link io.github.mtasts.Candidate}; a {@link io.github.mtasts.Candidate.Proceed} opens
 * connections that the caller dials; only a {@link io.github.mtasts.Opening.Ready} has one to send mail on. What to do
 * when there was none is in {@link io.github.mtasts.DeliveryAttempt#unsent}. The safety is in the types: no branch that a
 * caller forgets leads to mail in the clear.
 *
 * <p>Comes in: a {@link io.github.mtasts.DeliveryRequest}, the MX names, and connections that the caller dials.
 * Goes out: checked connections, or what to do without one, and one outcome per session. May not know: messages,
 * envelopes, or how a queue is kept.
 */
package io.github.mtasts;
