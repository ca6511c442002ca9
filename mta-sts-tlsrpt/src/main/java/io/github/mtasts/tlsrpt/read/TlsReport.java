package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.text.Printable;
import java.util.List;

/**
 * A received report: the TLS sessions of one organisation with one domain on one day. Immutable. All values come from
 * the reporter and are untrusted.
 *
 * @param organizationName the name of the reporter; empty if it is missing
 * @param contactInfo the contact of the reporter; empty if it is missing
 * @param reportId identifies the report among those of the organisation; empty if it is missing
 * @param range the date-range
 * @param policies an entry per policy
 * @param warnings a sentence for each oddity of the JSON, for a log; bounded
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4">RFC 8460 section 4</a>
 */
public record TlsReport(
        String organizationName,
        String contactInfo,
        String reportId,
        ReportRange range,
        List<PolicyReport> policies,
        List<String> warnings) {
    /** The longest text in UTF-16 units; policy lines may be longer. */
    static final int MAX_TEXT = 2048;

    /**
     * Puts each text on one line, and copies the lists.
     *
     * @param organizationName the name of the reporter
     * @param contactInfo the contact of the reporter
     * @param reportId identifies the report
     * @param range the date-range
     * @param policies an entry per policy
     * @param warnings a sentence for each oddity
     */
    public TlsReport {
        organizationName = Printable.inAnyScript(organizationName, MAX_TEXT);
        contactInfo = Printable.inAnyScript(contactInfo, MAX_TEXT);
        reportId = Printable.inAnyScript(reportId, MAX_TEXT);
        policies = List.copyOf(policies);
        warnings = warnings.stream()
                .map(text -> Printable.inAnyScript(text, MAX_TEXT))
                .toList();
    }
}
