/**
 * Submission (RFC 8460 sections 5.3 to 5.5): every report to every destination that its domain names, until it is accepted,
 * refused for good, or a day has passed.
 *
 * <p>Comes in: what is due in the {@link io.github.mtasts.tlsrpt.store.ReportStore}, and TLSRPT records. Goes out: posts and
 * mail. May not know: how sessions are counted.
 */
package io.github.mtasts.tlsrpt.submit;
