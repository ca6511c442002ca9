/**
 * Cleaning of untrusted text: on one line, bounded, and escaped. For this library's own modules only.
 *
 * <p>Comes in: text from a remote party, a file or a report. Goes out: text that is safe in a log, a message, a header or a page.
 * May not know: the meaning of the text.
 */
package io.github.mtasts.text;
