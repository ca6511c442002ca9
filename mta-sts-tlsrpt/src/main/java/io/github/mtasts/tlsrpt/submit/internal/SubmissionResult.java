package io.github.mtasts.tlsrpt.submit.internal;

import java.time.Duration;

/** The result of one attempt. */
public sealed interface SubmissionResult {
    /** The destination accepted the report. */
    record Accepted() implements SubmissionResult {}

    /**
     * The destination refused the report permanently.
     *
     * @param reason printable
     */
    record Refused(String reason) implements SubmissionResult {}

    /**
     * The attempt failed and may be repeated.
     *
     * @param reason printable
     * @param notBefore the waiting time that the destination asked for; zero if it gave none
     */
    record TryLater(String reason, Duration notBefore) implements SubmissionResult {}
}
