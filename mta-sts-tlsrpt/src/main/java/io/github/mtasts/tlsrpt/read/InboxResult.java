package io.github.mtasts.tlsrpt.read;

import java.nio.file.Path;

/** The result of storing a posted report, and the HTTP status for its response. */
public sealed interface InboxResult {
    /**
     * Returns the HTTP status of the response.
     *
     * @return 201 if the report was stored
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-5.4">RFC 8460 section 5.4</a>
     */
    int status();

    /**
     * The body is on disk; its content is checked when it is read.
     *
     * @param file the file; the inbox chooses its name
     */
    record Kept(Path file) implements InboxResult {
        @Override
        public int status() {
            return 201;
        }
    }

    /**
     * The inbox has this report already: the same key and the same contents ({@link ReportIdentity}).
     *
     * @param file the file of that report
     */
    record Duplicate(Path file) implements InboxResult {
        @Override
        public int status() {
            return 200;
        }
    }

    /**
     * Nothing was stored.
     *
     * @param status 410 if the report is about days that the inbox does not keep, 413 if the body is too large, 415 if its
     *     media type is not one of a report, 422 if it was read and is not a report, 500 if it cannot be read, 503 if its
     *     signature cannot be verified now, also with {@link ReportReader.Builder#acceptUnverified()} (pass it again later),
     *     507 if the inbox is full
     * @param reason a sentence for a log and for the response
     */
    record Refused(int status, String reason) implements InboxResult {}
}
