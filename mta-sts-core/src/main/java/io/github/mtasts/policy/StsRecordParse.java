package io.github.mtasts.policy;

/**
 * The result of {@link StsRecordParser} for the TXT records of a name.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.1">RFC 8461 section 3.1</a>
 */
public sealed interface StsRecordParse {
    /** No record is about MTA-STS: the domain announces no policy. */
    record None() implements StsRecordParse {
        @Override
        public String toString() {
            return "no MTA-STS record";
        }
    }

    /**
     * A valid record.
     *
     * @param record the record
     */
    record Valid(StsRecord record) implements StsRecordParse {
        @Override
        public String toString() {
            return "valid record: " + record;
        }
    }

    /**
     * A record that cannot be used, or more than one. It counts as no policy, and discovery ends (RFC 8461 section 3.1).
     *
     * @param reason one sentence with the field and the expected value: printable ASCII without line breaks, at most 200
     *     characters
     */
    record Invalid(String reason) implements StsRecordParse {
        @Override
        public String toString() {
            return "invalid record: " + reason;
        }
    }
}
