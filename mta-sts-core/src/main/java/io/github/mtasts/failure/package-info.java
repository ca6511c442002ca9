/**
 * Failures in the vocabulary of RFC 8460 section 4.3, as a TLS report carries them.
 *
 * <p>Comes in: a failure found by any later package. Goes out: {@link Failure}, bounded and printable. May not know: where a
 * failure came from or what it leads to.
 */
package io.github.mtasts.failure;
