package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.text.Printable;
import java.util.List;

/** The result of reading a report. */
public sealed interface ReportRead {
    /**
     * The report was read.
     *
     * @param report the report
     * @param submitter who submitted the report, as far as that is verified
     * @param warnings a sentence for each oddity of the report, of its mail and of its file name, for a log
     */
    record Read(TlsReport report, Submitter submitter, List<String> warnings) implements ReportRead {
        /**
         * Makes the warnings printable, and copies the list.
         *
         * @param report the report
         * @param submitter who submitted the report
         * @param warnings a sentence for each oddity
         */
        public Read {
            warnings = warnings.stream()
                    .map(text -> Printable.inAnyScript(text, TlsReport.MAX_TEXT))
                    .toList();
        }

        /**
         * Returns whether the sender is verified.
         *
         * @return the verification of the submitter
         */
        public Verification verification() {
            return submitter.verification();
        }

        /**
         * Returns the key by which duplicates of the report are recognised.
         *
         * @return the key
         */
        public ReportIdentity identity() {
            return ReportIdentity.of(report, submitter);
        }
    }

    /**
     * The report was not read, and nothing of it may be used.
     *
     * @param cause the kind of fault; {@link Cause#text()} describes it
     * @param reason a sentence with the details, printable
     */
    record Refused(Cause cause, String reason) implements ReportRead {
        /**
         * Makes the reason printable.
         *
         * @param cause the kind of fault
         * @param reason a sentence with the details
         */
        public Refused {
            reason = Printable.reason(reason);
        }
    }

    /** Whether the sender of a report is verified. */
    enum Verification {
        /** The report did not come by mail; the report itself does not identify its sender. */
        NOT_MAIL,
        /** The mail is signed by the domain that submits the report. */
        VERIFIED,
        /** The mail has no valid signature, and was read because of {@link ReportReader.Builder#acceptUnverified()}. */
        UNVERIFIED
    }

    /** The cause of a refusal. */
    enum Cause {
        /** The input is not JSON, or the JSON is malformed or truncated. */
        NOT_JSON("not JSON", false),
        /** The input is not a report, or has a value that no report can have. */
        NOT_A_REPORT("not a TLS report", false),
        /** The input exceeds a limit of the reader. */
        TOO_LARGE("too large", false),
        /** The mail has no DKIM signature (RFC 8460 section 3). */
        UNSIGNED("no DKIM signature", true),
        /** The mail has no valid DKIM signature (RFC 8460 section 3). */
        BAD_SIGNATURE("invalid DKIM signature", true),
        /**
         * The DNS has no key for the DKIM signature of the mail: the signer has removed the key or never published it,
         * or the mail is forged.
         */
        KEY_NOT_FOUND("DKIM key not in the DNS", true),
        /** The mail is signed by a domain that is neither the submitter's nor a parent of it (D27). */
        WRONG_SIGNER("signed by another domain", true),
        /** The signature cannot be verified now: the look-up of its key failed, or the reader has no verifier. */
        UNDECIDED_SIGNATURE("DKIM signature not verifiable now", true),
        /** The key record excludes reports, and the reader is strict about that (RFC 8460 section 3). */
        KEY_NOT_FOR_REPORTS("DKIM key not for TLS reports", true),
        /** The file, archive or mail that contains the report is damaged. */
        UNREADABLE("damaged or unreadable", false);

        private final String text;
        private final boolean isUnverified;

        Cause(String text, boolean isUnverified) {
            this.text = text;
            this.isUnverified = isUnverified;
        }

        /**
         * Returns a short description for people.
         *
         * @return a phrase in English, such as {@code DKIM key not in the DNS}
         */
        public String text() {
            return text;
        }

        /**
         * Returns whether only the verification of the sender failed.
         *
         * @return true if {@link ReportReader.Builder#acceptUnverified()} lifts this refusal
         */
        public boolean isUnverified() {
            return isUnverified;
        }
    }
}
