package io.github.mtasts.tlsrpt.submit;

/** Whether a mailer has taken a report. */
public sealed interface MailResult {
    /** The message was taken. */
    record Accepted() implements MailResult {}

    /**
     * It will never be taken, such as after a 5xx reply of SMTP. The destination is left out for a while.
     *
     * @param reason for a log line
     */
    record Refused(String reason) implements MailResult {}

    /**
     * It was not taken now.
     *
     * @param reason for a log line
     */
    record TryLater(String reason) implements MailResult {}
}
