/**
 * The reporting organisation and the additional information of its reports (RFC 8460 sections 4 and 5).
 *
 * <p>Input: settings. Output: the members of a report that do not come from sessions. This package does not depend on
 * delivery.
 */
package io.github.mtasts.tlsrpt.report;
