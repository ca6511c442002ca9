/**
 * Report (RFC 8460 sections 4 and 5): the counts of a day as the file and the mail message that their domain asked for.
 *
 * <p>Comes in: who reports, and the counts of one domain and day. Goes out: the JSON of section 4.4, its file of section 5.1
 * and its message of section 5.3. May not know: where a report goes, and whether it has arrived.
 */
package io.github.mtasts.tlsrpt.report;
