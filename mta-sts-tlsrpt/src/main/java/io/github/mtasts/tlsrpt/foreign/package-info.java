/**
 * Sessions that another mail server made and recorded (RFC 8460 section 4).
 *
 * <p>Comes in: what such a server wrote down. Goes out: values that can be counted. May not know: in which form it was written.
 */
package io.github.mtasts.tlsrpt.foreign;
