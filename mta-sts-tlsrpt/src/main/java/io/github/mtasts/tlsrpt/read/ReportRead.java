package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.text.Printable;
import java.util.List;

/** What became of reading a report. */
public sealed interface ReportRead {
    /**
     * It was read.
     *
     * @param report what it says
     * @param verification what is known about its sender
     * @param warnings everything that was odd, in sentences for a log: those of the report, and those of the mail and the
     *     file name it came with
     */
    record Read(TlsReport report, Verification verification, List<String> warnings) implements ReportRead {
        /**
         * Keeps an unchangeable copy of the list.
         *
         * @param report what it says
         * @param verification what is known about its sender
         * @param warnings everything that was odd
         */
        public Read {
            warnings = warnings.stream()
                    .map(text -> Printable.inAnyScript(text, TlsReport.MAX_TEXT))
                    .toList();
        }
    }

    /**
     * It was not read, and nothing of it may be used.
     *
     * @param cause what kind of fault
     * @param reason a sentence for a log, printable
     */
    record Refused(Cause cause, String reason) implements ReportRead {
        private static final int MAX_REASON = 300;

        /**
         * Makes the reason printable.
         *
         * @param cause what kind of fault
         * @param reason a sentence for a log
         */
        public Refused {
            reason = Printable.line(reason, MAX_REASON);
        }
    }

    /** What is known about the sender of a report. */
    enum Verification {
        /** It did not come by mail: who posted it to an HTTPS endpoint, or left the file, is not known from the report. */
        NOT_MAIL,
        /** The mail is signed by the domain that says it submits the report. */
        VERIFIED,
        /** The signature was not asked for, or is not good; the report was read because the reader was told to. */
        UNVERIFIED
    }

    /** Why a report was not read. */
    enum Cause {
        /** It is not JSON, or the JSON is broken or cut off. */
        NOT_JSON,
        /** It is something else than a report, or says something that no report can say. */
        NOT_A_REPORT,
        /** It is beyond a limit of the reader. */
        TOO_LARGE,
        /** It came in a mail without a signature (RFC 8460 section 3). */
        UNSIGNED,
        /** It came in a mail without a valid signature (RFC 8460 section 3). */
        BAD_SIGNATURE,
        /** The mail is signed by a domain that is neither the submitter's nor a parent of it (D27). */
        WRONG_SIGNER,
        /** The signature could not be judged now; another time it may. */
        UNDECIDED_SIGNATURE,
        /** The key is not meant for reports, and the reader asks for that (RFC 8460 section 3). */
        KEY_NOT_FOR_REPORTS,
        /** The file, archive or mail around the report is damaged. */
        UNREADABLE
    }
}
