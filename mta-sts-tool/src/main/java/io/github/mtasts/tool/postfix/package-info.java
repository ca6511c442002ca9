/**
 * The service for Postfix and Exim: answers what a policy asks of the TLS to a domain (RFC 8461), and counts what Postfix records of
 * its sessions for TLS reports (RFC 8460).
 *
 * <p>Comes in: a configuration file, requests of socketmap_table(5), datagrams of libtlsrpt, commands at a control socket. Goes out:
 * attributes of smtp_tls_policy_maps, reports, metrics. May not know: another subcommand.
 *
 * <p>It fails closed and temporary where a policy may exist and cannot be read, and is silent (RFC 8461 section 5) where none could be
 * obtained. Nothing that a policy says reaches a reply unless it is a checked host name or a printable line without braces.
 */
package io.github.mtasts.tool.postfix;
