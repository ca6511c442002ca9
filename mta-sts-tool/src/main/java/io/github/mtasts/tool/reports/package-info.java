/**
 * Receives TLS reports over HTTPS and from mail, and shows what they say (RFC 8460 sections 3, 5.3 and 5.4).
 *
 * <p>Comes in: posted bodies, folders and maildirs. Goes out: an inbox of report files, a page, CSV, JSON and a verdict. May not
 * know: how a report is read, which is the library's work.
 */
package io.github.mtasts.tool.reports;
