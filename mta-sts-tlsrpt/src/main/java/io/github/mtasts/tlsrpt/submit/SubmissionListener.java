package io.github.mtasts.tlsrpt.submit;

import io.github.mtasts.name.PolicyDomain;
import java.time.LocalDate;

/**
 * Receives the events of report delivery, for metrics and alerts. Each event is logged as well. Implementations must be
 * thread-safe and must not block.
 */
public interface SubmissionListener {
    /** Ignores all events. */
    SubmissionListener NONE = new SubmissionListener() {};

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
     * A report was dropped for a destination.
     *
     * @param domain the reported domain
     * @param day the reported UTC day
     * @param destination the URI of the destination; empty if the report was dropped as a whole
     * @param reason printable
     */
    default void dropped(PolicyDomain domain, LocalDate day, String destination, String reason) {}

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
