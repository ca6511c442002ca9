package io.github.mtasts.tlsrpt.submit;

import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.report.ReportFile;

/** Where reports leave: a post, a mail, or a folder. Thread-safe. */
interface ReportTransport {
    /** Whether this kind of destination can be served at all. */
    boolean serves(ReportDestination destination);

    SubmissionResult send(ReportFile file, ReportDestination destination);
}
