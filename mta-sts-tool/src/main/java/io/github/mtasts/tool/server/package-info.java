/**
 * What the services have in common: HTTP/1.1 by Netty, over TLS with a certificate by SNI (RFC 6066 section 3) or in clear,
 * bounded in connections, time and octets; the signals of the process.
 *
 * <p>May not know: a subcommand, policies, reports.
 */
package io.github.mtasts.tool.server;
