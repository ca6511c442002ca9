package io.github.mtasts.tlsrpt.submit;

import java.time.Duration;

/** What came of one attempt. */
sealed interface Attempted {
    /** The report is on the other side's hands. */
    record Accepted() implements Attempted {}

    /**
     * It will never be taken.
     *
     * @param reason printable
     */
    record Refused(String reason) implements Attempted {}

    /**
     * It was not taken now.
     *
     * @param reason printable
     * @param notBefore how long the other side wants to be left alone, zero when it does not say
     */
    record TryLater(String reason, Duration notBefore) implements Attempted {}
}
