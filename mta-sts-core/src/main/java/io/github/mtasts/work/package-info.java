/**
 * Threads of the library: pools with limits, and the delivery of events to listeners.
 *
 * <p>Comes in: work, or an event and its listeners. Goes out: the work done on a thread of its own, or a refusal that is
 * counted. May not know: what the work is about.
 */
package io.github.mtasts.work;
