package io.github.mtasts.tlsrpt.read;

import java.nio.file.Path;

/** What became of a report that was posted, and how to answer the one who posted it. */
public sealed interface InboxResult {
    /**
     * The HTTP status to answer with.
     *
     * @return 201 when the report was kept
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-5.4">RFC 8460 section 5.4</a>
     */
    int status();

    /**
     * The octets are on disk; whether they are a report shows later.
     *
     * @param file where; its name is of the inbox's own making
     */
    record Kept(Path file) implements InboxResult {
        @Override
        public int status() {
            return 201;
        }
    }

    /**
     * Nothing was kept.
     *
     * @param status 413 when it is too large, 415 when its media type is none of a report, 507 when the inbox is full
     * @param reason a sentence for a log and for the one who posted it
     */
    record Refused(int status, String reason) implements InboxResult {}
}
