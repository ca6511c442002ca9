package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.text.Printable;
import java.util.List;

/**
 * A report as it was received: what one organisation saw of the TLS of a domain on one day. Immutable; everything in it is
 * the word of a stranger.
 *
 * @param organizationName who reports; empty when the report does not say
 * @param contactInfo how to reach them; empty when the report does not say
 * @param reportId names the report among those of the organisation; empty when the report does not say
 * @param range the time it is about
 * @param policies what was seen, for each policy
 * @param warnings what was odd about the JSON, in sentences for a log; bounded
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4">RFC 8460 section 4</a>
 */
public record TlsReport(
        String organizationName,
        String contactInfo,
        String reportId,
        ReportRange range,
        List<PolicyReport> policies,
        List<String> warnings) {
    /** The longest text kept, in UTF-16 units; the lines of a policy may be longer. */
    static final int MAX_TEXT = 2048;

    /**
     * Puts each text on one line, and keeps unchangeable copies of the lists.
     *
     * @param organizationName who reports
     * @param contactInfo how to reach them
     * @param reportId names the report
     * @param range the time it is about
     * @param policies what was seen, for each policy
     * @param warnings what was odd about the JSON
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
