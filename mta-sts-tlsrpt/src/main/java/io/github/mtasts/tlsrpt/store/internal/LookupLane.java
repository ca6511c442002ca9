package io.github.mtasts.tlsrpt.store.internal;

/**
 * The queue in which a closed report waits for the look-up of its destinations. Each has a number of slots of its own, so that
 * name servers that do not answer do not delay the reports of other domains.
 */
public enum LookupLane {
    /** Domains that a look-up answered on the day of the report, and no look-up has failed since. */
    ANSWERED,
    /** Domains without an answer on the day of the report, and those whose last look-up failed. */
    UNANSWERED
}
