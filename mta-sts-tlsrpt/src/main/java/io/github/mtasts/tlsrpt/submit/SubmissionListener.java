package io.github.mtasts.tlsrpt.submit;

import io.github.mtasts.tlsrpt.store.ReportKey;

/**
 * Is told what becomes of reports, for metrics. Everything is logged as well. Implementations are thread-safe and do not
 * block.
 */
public interface SubmissionListener {
    /** Does nothing. */
    SubmissionListener NONE = new SubmissionListener() {};

    /**
     * A destination has accepted a report. With the first one the report is delivered (RFC 8460 section 3).
     *
     * @param report which
     * @param destination the URI
     */
    default void delivered(ReportKey report, String destination) {}

    /**
     * An attempt failed, and there will be another.
     *
     * @param report which
     * @param destination the URI
     * @param reason printable
     */
    default void failed(ReportKey report, String destination, String reason) {}

    /**
     * A report will not reach a destination.
     *
     * @param report which
     * @param destination the URI; empty when it was not known to which it should go
     * @param reason printable
     */
    default void dropped(ReportKey report, String destination, String reason) {}

    /**
     * Something is wrong with the published key that reports are signed with. Told once, soon after the start.
     *
     * @param warning a printable sentence
     */
    default void keyDoubted(String warning) {}
}
