package io.github.mtasts.tlsrpt.record;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Checks a TLSRPT record for errors and unwise settings, for its publisher. Stateless. */
public final class TlsRptLint {
    private static final Duration SHORT = Duration.ofHours(1);

    private TlsRptLint() {}

    /**
     * Checks a record.
     *
     * @param record the text of the TXT record
     * @param ttl the TTL of the record
     * @param isSigned whether its zone is signed with DNSSEC
     * @return a printable sentence for each fault
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
            // RFC 8460 section 7: an attacker who forges DNS answers can hide the record, and with it the attack.
            warnings.add(
                    "the TTL is " + ttl.toSeconds() + " s in a zone without DNSSEC: use an hour or more, or sign the"
                            + " zone, so that an attacker cannot easily hide the record");
        }
        return warnings;
    }
}
