package io.github.mtasts.tlsrpt.submit;

import java.time.Duration;

/** What came of one attempt. */
sealed interface SubmissionResult {
    /** The report is on the other side's hands. */
    record Accepted() implements SubmissionResult {}

    /**
     * It will never be taken.
     *
     * @param reason printable
     */
    record Refused(String reason) implements SubmissionResult {}

    /**
     * It was not taken now.
     *
     * @param reason printable
     * @param notBefore how long the other side wants to be left alone, zero when it does not say
     */
    record TryLater(String reason, Duration notBefore) implements SubmissionResult {}
}
