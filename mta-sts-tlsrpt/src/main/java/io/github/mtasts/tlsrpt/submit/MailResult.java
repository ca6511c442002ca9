package io.github.mtasts.tlsrpt.submit;

import io.github.mtasts.tlsrpt.store.ReportingListener;

/** The answer of a mailer to a report. */
public sealed interface MailResult {
    /** The mailer accepted the message. */
    record Accepted() implements MailResult {}

    /**
     * The message is permanently refused, for example by a 5xx SMTP reply. After a refusal for the size of the message (552,
     * 5.3.4) the report is dropped and nothing is suppressed.
     *
     * @param reason the reply of the server, for log lines and {@link ReportingListener}
     * @param by the server that refused it
     */
    record Refused(String reason, RefusedBy by) implements MailResult {
        /**
         * Creates a refusal by a server of this organisation.
         *
         * @param reason the reply of the server
         */
        public Refused(String reason) {
            this(reason, RefusedBy.RELAY);
        }
    }

    /**
     * The message is not accepted now. It is sent again.
     *
     * @param reason for a log line
     */
    record TryLater(String reason) implements MailResult {}
}
