/**
 * The vocabulary of failures (RFC 8460 section 4.3): what went wrong, in words that a TLS report may carry.
 *
 * <p>Comes in: a finding of any later package. Goes out: {@link Failure}, bounded and printable. May not know: where a
 * failure came from or what it leads to.
 */
package io.github.mtasts.failure;
