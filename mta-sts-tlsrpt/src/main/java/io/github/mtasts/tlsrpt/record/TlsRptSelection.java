package io.github.mtasts.tlsrpt.record;

/** What {@link TlsRptParser} made of the TXT records of one name. */
public sealed interface TlsRptSelection {
    /** No record is about TLS reports. */
    record None() implements TlsRptSelection {}

    /**
     * The record can be used.
     *
     * @param record the record
     */
    record Valid(TlsRptRecord record) implements TlsRptSelection {}

    /**
     * There is a record that cannot be used; it counts as none (D18).
     *
     * @param reason what is wrong, naming the place, printable
     */
    record Invalid(String reason) implements TlsRptSelection {}
}
