package io.github.mtasts.james;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Clock;
import java.util.Collections;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Returns mail that failed: to the processor of the option {@code bounceProcessor}, or to its sender. Thread-safe. */
final class Bounces {
    private static final Logger LOG = LoggerFactory.getLogger(Bounces.class);

    private final MailetContext context;
    private final Optional<String> processor;
    private final String serverName;
    private final Clock clock;
    private final Session session = Session.getInstance(new Properties());

    Bounces(MailetContext context, Optional<String> processor, String serverName, Clock clock) {
        this.clock = clock;
        this.context = context;
        this.processor = processor;
        this.serverName = serverName;
    }

    /**
     * Returns a mail for some of its recipients.
     *
     * @param permanent false when it failed because no attempt was left
     * @throws MessagingException when James does not take the bounce: the mail must stay in the queue
     */
    void bounce(Mail mail, Map<MailAddress, Fates.Reason> failed, boolean permanent) throws MessagingException {
        Mail copy = mail.duplicate();
        try {
            copy.setRecipients(failed.keySet());
            Fates.Reason first = failed.values().iterator().next();
            MailAttributes.error(copy, permanent, first.text(), first.code());
            if (processor.isPresent()) {
                context.sendMail(copy, processor.get());
            } else if (copy.hasSender() && MailAttributes.requiresTls(copy)) {
                Mail notice = headerOnly(copy, text(failed));
                try {
                    context.sendMail(notice);
                } finally {
                    LifecycleUtil.dispose(notice);
                }
            } else if (copy.hasSender()) {
                context.bounce(copy, text(failed));
            } else {
                LOG.info("{} has no sender, and is not returned: {}", mail.getName(), Fates.text(failed));
            }
        } finally {
            LifecycleUtil.dispose(copy);
        }
    }

    /** A bounce keeps the demand of its message, and has its header only (RFC 8689 section 5). */
    private Mail headerOnly(Mail mail, String text) throws MessagingException {
        MailAddress sender = mail.getMaybeSender()
                .asOptional()
                .orElseThrow(() -> new MessagingException(mail.getName() + " has no sender"));
        MimeMessage notice = new MimeMessage(session);
        notice.setFrom(context.getPostmaster().asString());
        notice.setRecipients(Message.RecipientType.TO, sender.asString());
        notice.setSubject("Your message was not delivered");
        notice.setHeader("Auto-Submitted", "auto-replied"); // RFC 3834 section 5
        notice.setSentDate(Date.from(clock.instant()));
        MimeBodyPart words = new MimeBodyPart();
        words.setText(text, "UTF-8");
        MimeBodyPart header = new MimeBodyPart();
        header.setContent(
                String.join("\r\n", Collections.list(mail.getMessage().getAllHeaderLines())) + "\r\n",
                "text/rfc822-headers");
        notice.setContent(new MimeMultipart(words, header));
        notice.saveChanges();
        return MailImpl.builder()
                .name(MailImpl.getId())
                .sender(MaybeSender.nullSender())
                .addRecipient(sender)
                .mimeMessage(notice)
                .addAttribute(MailAttributes.requireTls())
                .build();
    }

    private String text(Map<MailAddress, Fates.Reason> failed) {
        StringBuilder text = new StringBuilder("This is the mail server ")
                .append(serverName)
                .append(
                        ".\r\n\r\nYour message was not delivered to these recipients, and will not be tried again:\r\n\r\n");
        failed.forEach((recipient, reason) -> text.append(recipient.asString())
                .append("\r\n    ")
                .append(reason.text())
                .append("\r\n"));
        return text.append("\r\n").toString();
    }
}
