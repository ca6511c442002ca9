package io.github.mtasts.tlsrpt.submit;

import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.tlsrpt.store.ReportKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that carries a report, with its envelope. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-5.3">RFC 8460 section 5.3</a>
 */
public final class ReportMail {
    private static final String MARKER = "mta-sts-tls-report";

    private final ReportKey report;
    private final List<String> recipients;
    private final byte[] message;

    ReportMail(ReportKey report, List<String> recipients, byte[] message) {
        this.report = report;
        this.recipients = List.copyOf(recipients);
        this.message = message;
    }

    /**
     * Which report it carries.
     *
     * @return the domain and the day
     */
    public ReportKey report() {
        return report;
    }

    /**
     * The envelope sender: the null reverse-path, so that nothing bounces (D29).
     *
     * @return the empty string, {@code MAIL FROM:<>}
     */
    public String envelopeSender() {
        return "";
    }

    /**
     * The envelope recipients.
     *
     * @return at least one address, its domain in A-labels
     */
    public List<String> recipients() {
        return recipients;
    }

    /**
     * The signed message. It must not be changed on its way, lest the signature breaks.
     *
     * @return a copy, with CRLF line ends
     */
    public byte[] message() {
        return message.clone();
    }

    /**
     * What the queue keeps with the message, as an attribute of the envelope: never as a header field, which a stranger
     * could write as well.
     *
     * @return for {@link #kind}
     */
    public String marker() {
        return MARKER;
    }

    /**
     * What kind of delivery a queued message is.
     *
     * @param marker what the queue has kept with it, null for nothing
     * @return {@link DeliveryKind#TLS_REPORT} for a report, {@link DeliveryKind#NORMAL} otherwise
     */
    public static DeliveryKind kind(@Nullable String marker) {
        return MARKER.equals(marker) ? DeliveryKind.TLS_REPORT : DeliveryKind.NORMAL;
    }
}
