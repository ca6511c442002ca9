package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.jakarta.mail.MailSender;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.tlsrpt.submit.MailResult;
import io.github.mtasts.tlsrpt.submit.RefusedBy;
import io.github.mtasts.tlsrpt.submit.ReportMail;
import io.github.mtasts.tlsrpt.submit.ReportMailer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Sends reports to the MX hosts of their destinations, as TLS reports: no policy holds them back, and they are not counted (RFC 8460
 * sections 3 and 5.3). TLS reporting tries a deferred report again for a day, so there is no queue. Thread-safe.
 *
 * <p>The sender is taken when all beans are made: it needs the library, which needs the reporting, which needs this.
 */
final class DirectReportMailer implements ReportMailer, SmartInitializingSingleton {
    private final ObjectProvider<MailSender> senders;
    private final Session session = Session.getInstance(new Properties());
    private volatile @Nullable MailSender sender;

    DirectReportMailer(ObjectProvider<MailSender> senders) {
        this.senders = senders;
    }

    @Override
    public void afterSingletonsInstantiated() {
        sender = senders.getIfAvailable();
        if (sender == null) {
            throw new SettingException(
                    "mta-sts.reporting.mail is direct, and mta-sts.mail.enabled is false, so that there is no"
                            + " MailSender.",
                    "Set mta-sts.reporting.mail to relay or none, or define a ReportMailer bean.");
        }
    }

    @Override
    public MailResult send(ReportMail mail) {
        MailSender current = sender;
        if (current == null) {
            return new MailResult.TryLater("the application is starting");
        }
        try {
            Envelope envelope = Envelope.from(mail.envelopeSender())
                    .to(mail.recipients())
                    .kind(ReportMail.kind(mail.marker()))
                    .build();
            return judge(current.send(envelope, new Verbatim(session, mail.message())));
        } catch (MessagingException e) {
            return new MailResult.TryLater("the message cannot be written: " + e.getMessage());
        }
    }

    /** One recipient that took it is enough: RFC 8460 section 3. */
    private static MailResult judge(SendResult result) {
        if (!result.delivered().isEmpty()) {
            return new MailResult.Accepted();
        }
        return result.deferred().isEmpty()
                ? new MailResult.Refused(result.failed().get(0).status().toString(), RefusedBy.DESTINATION)
                : new MailResult.TryLater(result.deferred().get(0).status().toString());
    }

    /** A message that is sent without any change to its octets: the signature covers them. */
    private static final class Verbatim extends MimeMessage {
        private final byte[] octets;

        Verbatim(Session session, byte[] octets) throws MessagingException {
            super(session, new ByteArrayInputStream(octets));
            this.octets = octets;
        }

        @Override
        public void writeTo(OutputStream out, String @Nullable [] ignored) throws IOException {
            out.write(octets);
        }
    }
}
