/**
 * Delivery of reports by mail, and the events of delivery (RFC 8460 sections 5.3 to 5.5).
 *
 * <p>Input: signed messages. Output: their acceptance or refusal. This package does not depend on counting.
 */
package io.github.mtasts.tlsrpt.submit;
