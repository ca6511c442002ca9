package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.tlsrpt.submit.RefusedBy;
import java.time.Duration;

/** The result of one attempt. */
public sealed interface SubmissionResult {
    /** The destination accepted the report. */
    record Accepted() implements SubmissionResult {}

    /**
     * The report was refused permanently.
     *
     * @param reason printable
     * @param by the server that refused it
     * @param isForSize whether it was refused for its size: that says nothing about other reports
     */
    record Refused(String reason, RefusedBy by, boolean isForSize) implements SubmissionResult {}

    /**
     * The attempt failed and may be repeated.
     *
     * @param reason printable
     * @param notBefore the waiting time that the destination asked for; zero if it gave none
     * @param isTimeout whether the host did not answer in time
     */
    record TryLater(String reason, Duration notBefore, boolean isTimeout) implements SubmissionResult {
        TryLater(String reason, Duration notBefore) {
            this(reason, notBefore, false);
        }
    }

    /**
     * No attempt was possible, for a reason on the side of this server (D34). It does not count as an attempt.
     *
     * @param reason printable
     * @param isUnanswered whether no name server answered for the host: the fault may be on its side, too
     */
    record NotTried(String reason, boolean isUnanswered) implements SubmissionResult {
        NotTried(String reason) {
            this(reason, false);
        }
    }
}
