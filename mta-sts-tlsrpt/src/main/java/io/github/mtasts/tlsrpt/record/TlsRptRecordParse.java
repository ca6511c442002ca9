package io.github.mtasts.tlsrpt.record;

/** What {@link TlsRptRecordParser} made of the TXT records of one name. */
public sealed interface TlsRptRecordParse {
    /** No record is about TLS reports. */
    record None() implements TlsRptRecordParse {}

    /**
     * The record can be used.
     *
     * @param record the record
     */
    record Valid(TlsRptRecord record) implements TlsRptRecordParse {}

    /**
     * There is a record that cannot be used; it counts as none (D18).
     *
     * @param reason what is wrong, naming the place, printable
     */
    record Invalid(String reason) implements TlsRptRecordParse {}
}
