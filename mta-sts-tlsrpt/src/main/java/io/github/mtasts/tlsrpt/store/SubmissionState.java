package io.github.mtasts.tlsrpt.store;

/** How far a report has come at one destination. */
public enum SubmissionState {
    /** It waits for its first or its next attempt. */
    PENDING,
    /** It was accepted. */
    DELIVERED,
    /** It was refused for good. */
    REFUSED,
    /** The time for attempts ran out. */
    EXPIRED
}
