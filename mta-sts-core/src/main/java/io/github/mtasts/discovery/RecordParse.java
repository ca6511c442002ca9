package io.github.mtasts.discovery;

/**
 * What {@link RecordParser} read in a TXT record.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.1">RFC 8461 section 3.1</a>
 */
public sealed interface RecordParse extends RecordSelection {
    /**
     * A valid record.
     *
     * @param record the record
     */
    record Valid(StsRecord record) implements RecordParse {}

    /**
     * A record that cannot be used, or more than one. It counts as no policy, and discovery ends (RFC 8461 section 3.1).
     *
     * @param reason one sentence that names the field and says what was expected: printable ASCII without line breaks,
     *     at most 200 characters
     */
    record Invalid(String reason) implements RecordParse {}
}
