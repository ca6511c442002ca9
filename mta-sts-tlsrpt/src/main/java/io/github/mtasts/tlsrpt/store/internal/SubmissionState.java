package io.github.mtasts.tlsrpt.store.internal;

/** The state of a report at one destination. */
public enum SubmissionState {
    /** Waits for its first or next attempt. */
    PENDING,
    /** The destination accepted it. */
    DELIVERED,
    /** The destination refused it permanently. */
    REFUSED,
    /** The time for attempts has run out. */
    EXPIRED
}
