/**
 * Received TLS reports in a folder (RFC 8460), for every subcommand that adds them up.
 *
 * <p>May not know: a subcommand.
 */
package io.github.mtasts.tool.received;
