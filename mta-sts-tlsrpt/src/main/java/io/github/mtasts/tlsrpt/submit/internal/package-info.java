/**
 * Submission (RFC 8460 sections 5.3 to 5.5): sends every report to every destination of its domain, until it is accepted,
 * permanently refused, or a day has passed. Not exported.
 *
 * <p>Input: the work that is due in a {@link io.github.mtasts.tlsrpt.store.internal.ReportRepository}, and TLSRPT records.
 * Output: HTTPS requests and mail. This package does not depend on counting.
 */
package io.github.mtasts.tlsrpt.submit.internal;
