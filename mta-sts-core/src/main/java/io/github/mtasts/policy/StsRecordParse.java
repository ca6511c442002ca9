package io.github.mtasts.policy;

/**
 * What {@link StsRecordParser} read in the TXT records of a name.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.1">RFC 8461 section 3.1</a>
 */
public sealed interface StsRecordParse {
    /** No record is about MTA-STS: the domain announces no policy. */
    record None() implements StsRecordParse {}

    /**
     * A valid record.
     *
     * @param record the record
     */
    record Valid(StsRecord record) implements StsRecordParse {}

    /**
     * A record that cannot be used, or more than one. It counts as no policy, and discovery ends (RFC 8461 section 3.1).
     *
     * @param reason one sentence that names the field and says what was expected: printable ASCII without line breaks,
     *     at most 200 characters
     */
    record Invalid(String reason) implements StsRecordParse {}
}
