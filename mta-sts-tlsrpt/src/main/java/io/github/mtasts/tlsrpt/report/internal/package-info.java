/**
 * Report generation (RFC 8460 sections 4 and 5): the JSON of section 4.4, its file of section 5.1 and its message of section
 * 5.3. Not exported.
 *
 * <p>Input: the reporter, and the counts of one domain and day. Output: files and messages. This package does not depend on
 * delivery.
 */
package io.github.mtasts.tlsrpt.report.internal;
