package io.github.mtasts.tlsrpt.read;

import java.io.IOException;

/** Ends the parsing of a report; never leaves this package. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient ReportRead.Refused refusal;

    RefusedException(ReportRead.Cause cause, String reason) {
        super(reason);
        this.refusal = new ReportRead.Refused(cause, reason);
    }

    ReportRead.Refused refusal() {
        return refusal;
    }
}
