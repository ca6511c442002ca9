/**
 * Whether the clock of the machine can be trusted.
 *
 * <p>Comes in: wall time and monotonic time. Goes out: jumps of the first. May not know: what depends on the time.
 */
package io.github.mtasts.time;
