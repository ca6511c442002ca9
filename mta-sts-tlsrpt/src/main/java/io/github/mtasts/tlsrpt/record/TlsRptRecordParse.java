package io.github.mtasts.tlsrpt.record;

/** The result of {@link TlsRptRecordParser} for the TXT records of one name. */
public sealed interface TlsRptRecordParse {
    /** There is no TLSRPT record. */
    record None() implements TlsRptRecordParse {}

    /**
     * The record is valid.
     *
     * @param record the record
     */
    record Valid(TlsRptRecord record) implements TlsRptRecordParse {}

    /**
     * The record is invalid; it counts as none (D18).
     *
     * @param reason the fault and its place, printable
     */
    record Invalid(String reason) implements TlsRptRecordParse {}
}
