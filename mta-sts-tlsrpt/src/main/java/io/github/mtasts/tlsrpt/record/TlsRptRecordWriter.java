package io.github.mtasts.tlsrpt.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes TLSRPT records, for those who publish one. Keeps no state.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public final class TlsRptRecordWriter {
    private TlsRptRecordWriter() {}

    /**
     * Writes the record that asks for reports.
     *
     * @param destinations URIs, in which a comma, an exclamation mark or a semicolon is encoded where it stands raw
     * @return the text of the TXT record at {@code _smtp._tls.<domain>}
     * @throws IllegalArgumentException when there is none, or one is neither mailto nor https or cannot be used; says which
     *     and why
     */
    public static String write(String... destinations) {
        if (destinations.length == 0) {
            throw new IllegalArgumentException("destinations: a TLSRPT record needs at least one");
        }
        List<String> entries = new ArrayList<>();
        for (String destination : destinations) {
            String entry = destination.replace(",", "%2C").replace("!", "%21").replace(";", "%3B");
            DestinationReader reader = new DestinationReader();
            if (reader.read(entry) == null) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "destinations: \"%s\" cannot be published: %s", destination, reader.warnings()));
            }
            entries.add(entry);
        }
        return "v=TLSRPTv1; rua=" + String.join(",", entries);
    }
}
