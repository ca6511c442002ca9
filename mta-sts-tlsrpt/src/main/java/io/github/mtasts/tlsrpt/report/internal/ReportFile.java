package io.github.mtasts.tlsrpt.report.internal;

import io.github.mtasts.tlsrpt.store.internal.ReportKey;

/**
 * A report as the file that is sent. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-5.1">RFC 8460 section 5.1</a>
 */
public final class ReportFile {
    /** The media type of a compressed report (RFC 8460 section 6.2). */
    public static final String MEDIA_TYPE = "application/tlsrpt+gzip";

    private final ReportKey report;
    private final String id;
    private final String name;
    private final byte[] gzip;
    private final long successes;
    private final long failures;

    ReportFile(ReportKey report, String id, String name, byte[] gzip, long successes, long failures) {
        this.report = report;
        this.id = id;
        this.name = name;
        this.gzip = gzip;
        this.successes = successes;
        this.failures = failures;
    }

    /** Returns the key of the report. */
    public ReportKey report() {
        return report;
    }

    /** Returns the report-id, {@code left@right}. */
    public String id() {
        return id;
    }

    /** Returns the file name of RFC 8460 section 5.1. */
    public String name() {
        return name;
    }

    /** Returns a copy of the compressed JSON. */
    public byte[] gzip() {
        return gzip.clone();
    }

    /** Returns the number of sessions that complied with their policy, over all entries. */
    public long successes() {
        return successes;
    }

    /** Returns the number of sessions that failed, over all entries. */
    public long failures() {
        return failures;
    }

    byte[] octets() {
        return gzip;
    }
}
