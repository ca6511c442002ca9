/**
 * Signatures of report mail (RFC 6376, RFC 8463, RFC 8460 section 3): made, verified, and their key records written.
 *
 * <p>Comes in: complete mail messages and keys. Goes out: signed messages, and verdicts on received ones. May not know:
 * what a report says, or where it goes.
 */
package io.github.mtasts.tlsrpt.dkim;
