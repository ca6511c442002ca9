package io.github.mtasts.tlsrpt.report;

import io.github.mtasts.tlsrpt.store.ReportKey;

/**
 * A report that is ready to be sent. Immutable.
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

    /**
     * Which report it is.
     *
     * @return the domain and the day
     */
    public ReportKey report() {
        return report;
    }

    /**
     * The report-id.
     *
     * @return {@code left@right}
     */
    public String id() {
        return id;
    }

    /**
     * The file name.
     *
     * @return by the rule of RFC 8460 section 5.1
     */
    public String name() {
        return name;
    }

    /**
     * The compressed JSON.
     *
     * @return a copy
     */
    public byte[] gzip() {
        return gzip.clone();
    }

    /**
     * Sessions that complied with the policy they were counted under.
     *
     * @return of all entries together
     */
    public long successes() {
        return successes;
    }

    /**
     * Sessions that did not.
     *
     * @return of all entries together
     */
    public long failures() {
        return failures;
    }

    byte[] octets() {
        return gzip;
    }
}
