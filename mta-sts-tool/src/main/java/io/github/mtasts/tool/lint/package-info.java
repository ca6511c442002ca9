/**
 * Looks for faults in a policy or a record before it is published (RFC 8461 sections 3.1, 3.2 and 10; RFC 8460 section 3).
 *
 * <p>Comes in: the bytes of a file. Goes out: findings. May not know: the network.
 */
package io.github.mtasts.tool.lint;
