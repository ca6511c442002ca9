/**
 * Text from outside, as it may be written down: on one line, bounded, and escaped. For this library's own modules only.
 *
 * <p>Comes in: text that a remote party, a file or a report chose. Goes out: text that is safe in a log, a message, a
 * header or a page. May not know: what the text means.
 */
package io.github.mtasts.text;
