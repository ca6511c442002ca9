package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import java.time.LocalDate;

/**
 * Port: receives the events of counting and of report delivery, for metrics and alerts. Each event is logged as well. Each method
 * has an empty default.
 *
 * <p>Reporting calls a listener on a daemon thread that serves it alone, named {@code mta-sts-events}, in the order of the events
 * and after they happened. A listener that blocks or throws, an {@link Error} too, holds up no delivery, no count and no report.
 * While it blocks, 10,000 events wait for it; more are lost and counted: for what is true now, such as whether the store works,
 * ask {@code TlsReporting.statistics()}.
 */
public interface ReportingListener {
    /** The reason why sessions are in no report. */
    enum SessionsDropped {
        /** The report of their day was already closed. */
        LATE,
        /** Their day had reached {@link ReportLimits#domains()}. */
        TOO_MANY_DOMAINS,
        /** Their day had reached {@link ReportLimits#unanswered()}. */
        TOO_MANY_UNANSWERED,
        /** The store refuses their counts as malformed. */
        REFUSED
    }

    /** The reason why a report is not sent, or not sent any more. */
    enum Ending {
        /** Nobody asks for it: the domain has no TLSRPT record, or a day without failures is not to be reported. */
        NOT_WANTED,
        /** The destination is suppressed. */
        SUPPRESSED,
        /** This server is not set up to use the destination: no mailer, or a kind that this version does not know. */
        UNSUPPORTED,
        /** The destination refused it. */
        REFUSED,
        /** All attempts failed, or the counts are lost. */
        GIVEN_UP
    }

    /**
     * Sessions were dropped.
     *
     * @param reason the reason
     * @param sessions the number of sessions
     */
    default void sessionsDropped(SessionsDropped reason, long sessions) {}

    /**
     * The store failed. Counts are kept in memory, and no reports are sent, until it works again.
     *
     * @param cause the failure; its message names the remedy
     */
    default void storeFailed(StoreException cause) {}

    /** The store works again. */
    default void storeRecovered() {}

    /**
     * A report got its destinations, from the TLSRPT record of its domain.
     *
     * @param domain the reported domain
     * @param day the reported UTC day
     * @param destinations how many
     */
    default void planned(PolicyDomain domain, LocalDate day, int destinations) {}

    /**
     * A destination accepted a report. The report counts as delivered with the first acceptance (RFC 8460 section 3).
     *
     * @param domain the reported domain
     * @param day the reported UTC day
     * @param destination the URI of the destination
     */
    default void delivered(PolicyDomain domain, LocalDate day, String destination) {}

    /**
     * An attempt failed, and will be repeated.
     *
     * @param domain the reported domain
     * @param day the reported UTC day
     * @param destination the URI of the destination; empty if the look-up of the TLSRPT record failed
     * @param reason printable
     */
    default void failed(PolicyDomain domain, LocalDate day, String destination, String reason) {}

    /**
     * A destination refused a report. That is final after an hour, unless most destinations refuse until then; {@link #dropped}
     * follows.
     *
     * @param domain the reported domain
     * @param day the reported UTC day
     * @param destination the URI of the destination
     * @param reason its reply, printable
     */
    default void refused(PolicyDomain domain, LocalDate day, String destination, String reason) {}

    /**
     * A report was dropped for a destination.
     *
     * @param domain the reported domain
     * @param day the reported UTC day
     * @param destination the URI of the destination; empty if the report was dropped as a whole
     * @param ending the reason
     * @param reason the reason in words, printable
     */
    default void dropped(PolicyDomain domain, LocalDate day, String destination, Ending ending, String reason) {}

    /**
     * A destination gets no reports for a while, because it refused reports for several registrable domains or on several days.
     *
     * @param destination the URI of the destination
     * @param reason its last reply, printable
     */
    default void suppressed(String destination, String reason) {}

    /**
     * No reports are sent for a while, because most destinations refuse them: a fault of this server or of its relay is likely.
     * All reports are kept.
     *
     * @param reason the last reply, printable
     */
    default void sendingStopped(String reason) {}

    /** Reports are sent again after {@link #sendingStopped}. */
    default void sendingResumed() {}

    /**
     * The published DKIM key record has a fault that can make receivers ignore reports. Checked once, soon after the start.
     *
     * @param warning a printable sentence
     */
    default void keyDoubted(String warning) {}
}
