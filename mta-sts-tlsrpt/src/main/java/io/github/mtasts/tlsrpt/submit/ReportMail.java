package io.github.mtasts.tlsrpt.submit;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryKind;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that carries a report, with its envelope. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-5.3">RFC 8460 section 5.3</a>
 */
public final class ReportMail {
    private static final String MARKER = "mta-sts-tls-report";

    private final PolicyDomain domain;
    private final LocalDate day;
    private final List<String> recipients;
    private final byte[] message;

    private ReportMail(PolicyDomain domain, LocalDate day, List<String> recipients, byte[] message) {
        this.domain = domain;
        this.day = day;
        this.recipients = List.copyOf(recipients);
        this.message = message.clone();
    }

    /**
     * Creates a mail, also for the tests of a {@link ReportMailer}.
     *
     * @param domain the reported domain
     * @param day the reported UTC day
     * @param recipients the envelope recipients, at least one
     * @param message the signed message, with CRLF line ends
     * @return the mail
     * @throws IllegalArgumentException if there are no recipients
     */
    public static ReportMail of(PolicyDomain domain, LocalDate day, List<String> recipients, byte[] message) {
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("recipients is empty: a report needs at least one");
        }
        return new ReportMail(domain, day, recipients, message);
    }

    /**
     * Returns the reported domain.
     *
     * @return the domain that the report is about
     */
    public PolicyDomain domain() {
        return domain;
    }

    /**
     * Returns the reported day.
     *
     * @return a UTC day
     */
    public LocalDate day() {
        return day;
    }

    /**
     * Returns the envelope sender: the null reverse-path, so that no bounce is sent (D29).
     *
     * @return the empty string, for {@code MAIL FROM:<>}
     */
    public String envelopeSender() {
        return "";
    }

    /**
     * Returns the envelope recipients.
     *
     * @return at least one address, with its domain in A-labels
     */
    public List<String> recipients() {
        return recipients;
    }

    /**
     * Returns the signed message. Any change on the way breaks its signature.
     *
     * @return a copy, with CRLF line ends
     */
    public byte[] message() {
        return message.clone();
    }

    /**
     * Returns the marker that the queue keeps with the message, as an attribute of the envelope. A header field is not
     * safe for this purpose, because anyone can write it.
     *
     * @return the argument for {@link #kind}
     */
    public String marker() {
        return MARKER;
    }

    /**
     * Returns the kind of delivery of a queued message.
     *
     * @param marker the marker that the queue kept with the message, or null
     * @return {@link DeliveryKind#TLS_REPORT} for a report, {@link DeliveryKind#NORMAL} otherwise
     */
    public static DeliveryKind kind(@Nullable String marker) {
        return MARKER.equals(marker) ? DeliveryKind.TLS_REPORT : DeliveryKind.NORMAL;
    }
}
