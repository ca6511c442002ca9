package io.github.mtasts.tlsrpt.submit;

/** The answer of a mailer to a report. */
public sealed interface MailResult {
    /** The mailer accepted the message. */
    record Accepted() implements MailResult {}

    /**
     * The message is permanently refused, for example by a 5xx SMTP reply. The destination is suppressed for a while.
     *
     * @param reason for a log line
     */
    record Refused(String reason) implements MailResult {}

    /**
     * The message is not accepted now. It is sent again.
     *
     * @param reason for a log line
     */
    record TryLater(String reason) implements MailResult {}
}
