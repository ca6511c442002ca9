package io.github.mtasts.tlsrpt.record;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tells a publisher what is wrong, or unwise, about a record. Keeps no state. */
public final class TlsRptLint {
    private static final Duration SHORT = Duration.ofHours(1);

    private TlsRptLint() {}

    /**
     * Looks at a record.
     *
     * @param record the text of the TXT record
     * @param ttl how long it may be kept
     * @param isSigned whether its zone is signed with DNSSEC
     * @return a printable sentence for each fault; empty when there is none
     */
    public static List<String> warnings(String record, Duration ttl, boolean isSigned) {
        List<String> warnings = new ArrayList<>();
        TlsRptRecordParse selection = TlsRptRecordParser.parse(record);
        if (selection instanceof TlsRptRecordParse.Invalid invalid) {
            warnings.add(invalid.reason());
        } else if (selection instanceof TlsRptRecordParse.Valid valid) {
            warnings.addAll(valid.record().warnings());
        }
        if (!isSigned && ttl.compareTo(SHORT) < 0) {
            // RFC 8460 section 7: who forges DNS answers could hide the record and with it his attack.
            warnings.add(
                    "the TTL is " + ttl.toSeconds() + " s in a zone without DNSSEC: choose an hour or more, or sign the"
                            + " zone, so that forging the record away is harder");
        }
        return warnings;
    }
}
