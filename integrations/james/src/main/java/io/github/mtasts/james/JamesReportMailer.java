package io.github.mtasts.james;

import io.github.mtasts.tlsrpt.submit.MailResult;
import io.github.mtasts.tlsrpt.submit.ReportMail;
import io.github.mtasts.tlsrpt.submit.ReportMailer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.Optional;
import java.util.Properties;
import org.apache.james.core.MaybeSender;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;

/**
 * Hands TLS reports to James' spool, like mail that a mailet sends. A mail attribute marks them on their way, so that no policy holds
 * them back and their delivery is not counted (RFC 8460 sections 3 and 5.3). Thread-safe.
 */
final class JamesReportMailer implements ReportMailer {
    private final MailQueueFactory<?> queues;
    private final Session session = Session.getInstance(new Properties());

    JamesReportMailer(MailQueueFactory<?> queues) {
        this.queues = queues;
    }

    @Override
    public MailResult send(ReportMail report) {
        Optional<? extends MailQueue> spool = queues.getQueue(MailQueueFactory.SPOOL);
        if (spool.isEmpty()) {
            return new MailResult.TryLater("James has no spool yet");
        }
        try {
            Mail mail = MailImpl.builder()
                    .name("tls-report-" + MailImpl.getId())
                    .sender(MaybeSender.nullSender())
                    .addRecipients(report.recipients().toArray(String[]::new))
                    .mimeMessage(new MimeMessage(session, new ByteArrayInputStream(report.message())))
                    .addAttribute(MailAttributes.report(report.marker()))
                    .addAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE)
                    .build();
            try {
                spool.get().enQueue(mail);
            } finally {
                LifecycleUtil.dispose(mail);
            }
            return new MailResult.Accepted();
        } catch (MessagingException e) {
            return new MailResult.TryLater("James' spool does not take it: " + e.getMessage());
        }
    }
}
