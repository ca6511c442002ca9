package io.github.mtasts.tlsrpt.read;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MailDateFormat;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** The header of a mail that contains a report (RFC 8460 section 5.3). Not thread-safe. */
final class ReceivedMail {
    private final MimeMessage message;
    private final MailHeader header;

    private ReceivedMail(MimeMessage message, MailHeader header) {
        this.message = message;
        this.header = header;
    }

    static ReceivedMail parse(byte[] octets) throws MessagingException {
        return new ReceivedMail(
                new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(octets)),
                MailHeader.of(octets));
    }

    MimeMessage message() {
        return message;
    }

    String subject() {
        return String.join(" ", header.values("Subject"));
    }

    List<String> reportDomains() {
        return header.values("TLS-Report-Domain");
    }

    MailHeader header() {
        return header;
    }

    /** Returns the time in the topmost Received field, which the receiving server added (RFC 5321 section 4.4). */
    Optional<Instant> received() {
        try {
            String field = header.values("Received").stream().findFirst().orElse("");
            String time = field.substring(field.lastIndexOf(';') + 1);
            return Optional.of(new MailDateFormat().parse(time).toInstant());
        } catch (ParseException e) {
            return Optional.empty(); // a missing or malformed field is no fault of the report
        }
    }
}
