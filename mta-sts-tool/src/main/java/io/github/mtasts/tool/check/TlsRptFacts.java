package io.github.mtasts.tool.check;

import io.github.mtasts.tlsrpt.record.TlsRptRecord;
import io.github.mtasts.tlsrpt.record.TlsRptRecordParse;
import io.github.mtasts.tlsrpt.record.TlsRptRecordParser;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The TLSRPT record of a domain and where it leads.
 *
 * @param txt the TXT records
 * @param isSigned whether the zone of the domain is signed
 * @param destinations each destination
 */
record TlsRptFacts(TxtFacts txt, boolean isSigned, List<Destination> destinations) {
    TlsRptFacts {
        destinations = List.copyOf(destinations);
    }

    /**
     * A destination of reports.
     *
     * @param uri as the record has it, in printable ASCII
     * @param isExternal whether it is in another registrable domain; RFC 8460 asks such a destination for no consent
     * @param fault why reports cannot be delivered; null when nothing speaks against it
     */
    record Destination(
            String uri, boolean isExternal, @Nullable String fault) {}

    TlsRptRecordParse parse() {
        return TlsRptRecordParser.select(txt.records());
    }

    Optional<TlsRptRecord> record() {
        return parse() instanceof TlsRptRecordParse.Valid valid ? Optional.of(valid.record()) : Optional.empty();
    }
}
