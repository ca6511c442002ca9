package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.report.internal.ReportFile;
import java.time.Duration;

/** Sends reports by HTTPS and mail, or writes them to a folder. Thread-safe. */
public interface ReportTransport {
    /** Returns whether this kind of destination is supported. */
    boolean serves(ReportDestination destination);

    /**
     * Makes one attempt.
     *
     * @param limit the time limit of an HTTPS request
     */
    SubmissionResult send(ReportFile file, ReportDestination destination, Duration limit);
}
