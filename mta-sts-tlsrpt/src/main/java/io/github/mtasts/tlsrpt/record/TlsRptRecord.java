package io.github.mtasts.tlsrpt.record;

import java.util.List;

/**
 * A TLSRPT record that can be used. Immutable.
 *
 * @param destinations where reports go, at least one, each once, in the order of the record
 * @param warnings a printable sentence for each entry that is not used
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public record TlsRptRecord(List<ReportDestination> destinations, List<String> warnings) {
    /**
     * Keeps unchangeable copies of the lists.
     *
     * @param destinations where reports go
     * @param warnings a sentence for each entry that is not used
     */
    public TlsRptRecord {
        destinations = List.copyOf(destinations);
        warnings = List.copyOf(warnings);
    }
}
