package io.github.mtasts.tlsrpt.submit;

/**
 * Port: takes a report for delivery by mail. A mail server implements it by putting the message into its own queue;
 * {@link SmtpReportMailer} hands it to a mail server over SMTP. Implementations are thread-safe, and return within ten
 * minutes.
 *
 * <p>The queue keeps {@link ReportMail#marker()} with the message, and each delivery of it asks {@link ReportMail#kind} for its
 * kind: thus a report is never held back by a policy, and never counted (RFC 8460 sections 3 and 5.3).
 */
@FunctionalInterface
public interface ReportMailer {
    /**
     * Takes a message. When it answers {@link MailResult.Accepted} the message is on the mailer's hands, and is not handed
     * over again.
     *
     * @param mail the message and its envelope
     * @return whether it was taken; what is thrown counts as {@link MailResult.TryLater}
     */
    MailResult send(ReportMail mail);
}
