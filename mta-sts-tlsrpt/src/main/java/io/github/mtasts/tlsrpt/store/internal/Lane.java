package io.github.mtasts.tlsrpt.store.internal;

/**
 * The queue in which a submission waits. Each has a number of slots of its own, so that hosts that do not answer delay the
 * reports to other hosts as little as possible.
 */
public enum Lane {
    /** Mail: the mailer answers, not the destination. */
    MAIL,
    /** HTTPS hosts that have accepted a report before. */
    KNOWN,
    /** HTTPS hosts without a success yet, and known ones whose last attempt timed out. */
    NEW,
    /** HTTPS hosts that did not answer within the short time limit of {@link #NEW}. */
    SLOW
}
