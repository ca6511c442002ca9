package io.github.mtasts.tlsrpt.record;

import java.util.List;

/**
 * A valid TLSRPT record. Immutable.
 *
 * @param destinations at least one, without duplicates, in the order of the record
 * @param warnings a printable sentence for each ignored entry
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public record TlsRptRecord(List<ReportDestination> destinations, List<String> warnings) {
    /**
     * Copies the lists.
     *
     * @param destinations at least one
     * @param warnings a printable sentence for each ignored entry
     */
    public TlsRptRecord {
        destinations = List.copyOf(destinations);
        warnings = List.copyOf(warnings);
    }
}
