package io.github.mtasts.tlsrpt.submit;

/**
 * Port: accepts reports for delivery by mail. A mail server implements it by adding the message to its queue; {@link
 * SmtpReportMailer} sends it to a mail server over SMTP. Implementations must be thread-safe, and must return within
 * ten minutes.
 *
 * <p>The queue keeps {@link ReportMail#marker()} with the message, and each delivery of the message takes its kind from
 * {@link ReportMail#kind}. Reports are then neither held back by a policy nor counted (RFC 8460 sections 3 and 5.3).
 */
@FunctionalInterface
public interface ReportMailer {
    /**
     * Accepts or refuses a message. After {@link MailResult.Accepted} the mailer is responsible for the message, and
     * does not receive it again.
     *
     * @param mail the message and its envelope
     * @return the result; an exception counts as {@link MailResult.TryLater}
     */
    MailResult send(ReportMail mail);
}
