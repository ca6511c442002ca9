package io.github.mtasts.tlsrpt.report.internal;

import io.github.mtasts.tlsrpt.report.Reporter;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Properties;

/**
 * Composes the unsigned message that carries a report (RFC 8460 section 5.3): multipart/report with a text part and the
 * file. Thread-safe.
 */
public final class ReportMessage {
    private final Reporter reporter;
    private final Clock clock;

    /**
     * Creates a composer.
     *
     * @param clock provides the time of the Date field
     */
    public ReportMessage(Reporter reporter, Clock clock) {
        this.reporter = reporter;
        this.clock = clock;
    }

    /**
     * Composes a message.
     *
     * @param recipients the addresses of the destination
     * @return the message, in ASCII with CRLF line ends
     */
    public byte[] compose(ReportFile file, List<String> recipients) {
        try {
            MimeMessage message = new MimeMessage(Session.getInstance(new Properties())) {
                @Override
                protected void updateMessageID() throws MessagingException {
                    // set below: the same for every attempt
                }
            };
            setFields(message, file, recipients);
            MimeMultipart parts = new MimeMultipart("report; report-type=tlsrpt");
            parts.addBodyPart(text(file));
            parts.addBodyPart(attachment(file));
            message.setContent(parts);
            message.saveChanges();
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            message.writeTo(octets);
            return octets.toByteArray();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("A report message could not be composed", e);
        }
    }

    private void setFields(MimeMessage message, ReportFile file, List<String> recipients) throws MessagingException {
        String domain = file.report().domain().name();
        String submitter = reporter.domain().name();
        message.setHeader("From", reporter.contact());
        message.setHeader("To", String.join(",\r\n ", recipients));
        message.setHeader(
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)));
        message.setHeader("Message-ID", "<" + file.id() + ">");
        // Folded between the tokens, which are ASCII: no encoded words (section 5.3).
        message.setHeader(
                "Subject",
                "Report Domain: " + domain + "\r\n Submitter: " + submitter + "\r\n Report-ID: <" + file.id() + ">");
        message.setHeader("TLS-Report-Domain", domain);
        message.setHeader("TLS-Report-Submitter", submitter);
        message.setHeader("TLS-Required", "No"); // D29, RFC 8689: a report about broken TLS has to arrive
        message.setHeader("Auto-Submitted", "auto-generated");
    }

    private MimeBodyPart text(ReportFile file) throws MessagingException {
        String text = "This is an SMTP TLS report (RFC 8460) from " + reporter.domain() + " about mail to "
                + file.report().domain() + ".\r\n\r\n"
                + "Day: " + file.report().day() + " (UTC)\r\n"
                + "Successful sessions: " + file.successes() + "\r\n"
                + "Failed sessions: " + file.failures() + "\r\n"
                + "Contact: " + reporter.contact() + "\r\n"
                + "Report-ID: " + file.id() + "\r\n\r\n"
                + "The attached file contains the details.\r\n";
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(
                new ByteArrayDataSource(text.getBytes(StandardCharsets.US_ASCII), "text/plain; charset=us-ascii")));
        part.setHeader("Content-Transfer-Encoding", "7bit");
        return part;
    }

    private static MimeBodyPart attachment(ReportFile file) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(file.octets(), ReportFile.MEDIA_TYPE)));
        part.setHeader("Content-Transfer-Encoding", "base64");
        part.setHeader("Content-Disposition", "attachment;\r\n filename=\"" + file.name() + "\"");
        return part;
    }
}
