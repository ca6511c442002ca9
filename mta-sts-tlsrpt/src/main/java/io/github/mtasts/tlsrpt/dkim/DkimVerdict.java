package io.github.mtasts.tlsrpt.dkim;

import java.util.List;

/** What is known about the signatures of a received message. */
public sealed interface DkimVerdict {
    /**
     * At least one signature is valid.
     *
     * @param domains the d= of each valid signature, in lower-case A-labels
     * @param notForReports the domains of those whose key record names service types, and neither * nor tlsrpt among them
     */
    record Valid(List<String> domains, List<String> notForReports) implements DkimVerdict {
        /**
         * Keeps unchangeable copies of the lists.
         *
         * @param domains the d= of each valid signature
         * @param notForReports the domains whose keys are not meant for reports
         */
        public Valid {
            domains = List.copyOf(domains);
            notForReports = List.copyOf(notForReports);
        }
    }

    /** The message has no signature. */
    record Missing() implements DkimVerdict {}

    /**
     * There are signatures, and none is valid: broken, by an unknown algorithm, with an l= tag, or without a key.
     *
     * @param reason why, for each signature, printable
     */
    record Invalid(String reason) implements DkimVerdict {}

    /**
     * The DNS could not tell the key; another time it may.
     *
     * @param reason for a log line, printable
     */
    record Undecided(String reason) implements DkimVerdict {}
}
