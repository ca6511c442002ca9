/**
 * Limits of log lines about failures.
 *
 * <p>Comes in: a failure that may happen for every message. Goes out: one log line per cause and minute. May not know: the
 * meaning of a cause.
 */
package io.github.mtasts.failure.internal;
