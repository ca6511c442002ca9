package io.github.mtasts.discovery;

/**
 * What {@link RecordParser#select} made of the TXT records of one name: {@link None}, or what it read in the one that
 * counts.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.1">RFC 8461 section 3.1</a>
 */
public sealed interface RecordSelection permits RecordSelection.None, RecordParse {
    /** No record is about MTA-STS: the domain announces no policy. */
    record None() implements RecordSelection {}
}
