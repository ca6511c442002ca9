/**
 * DKIM signatures of report mail (RFC 6376, RFC 8463, RFC 8460 section 3): signing, verification, and key records.
 *
 * <p>Input: complete mail messages, and keys. Output: signed messages, and verdicts on received ones. This package does
 * not depend on the content of reports or on delivery.
 */
package io.github.mtasts.tlsrpt.dkim;
