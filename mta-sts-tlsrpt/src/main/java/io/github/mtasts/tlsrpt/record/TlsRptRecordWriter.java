package io.github.mtasts.tlsrpt.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes TLSRPT records for publication. Stateless.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public final class TlsRptRecordWriter {
    private TlsRptRecordWriter() {}

    /**
     * Writes a record.
     *
     * @param destinations URIs; commas, exclamation marks and semicolons in them are percent-encoded
     * @return the text of the TXT record at {@code _smtp._tls.<domain>}
     * @throws IllegalArgumentException if there is no destination, or if one is not usable; the message names it and
     *     the reason
     */
    public static String write(String... destinations) {
        if (destinations.length == 0) {
            throw new IllegalArgumentException("destinations is empty: a TLSRPT record needs at least one");
        }
        List<String> entries = new ArrayList<>();
        for (String destination : destinations) {
            String entry = destination.replace(",", "%2C").replace("!", "%21").replace(";", "%3B");
            DestinationReader reader = new DestinationReader();
            if (reader.read(entry) == null) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "destination \"%s\" cannot be published: %s",
                        destination,
                        String.join("; ", reader.warnings())));
            }
            entries.add(entry);
        }
        return "v=TLSRPTv1; rua=" + String.join(",", entries);
    }
}
