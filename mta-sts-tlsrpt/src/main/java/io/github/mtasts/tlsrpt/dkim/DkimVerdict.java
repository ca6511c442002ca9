package io.github.mtasts.tlsrpt.dkim;

import java.util.List;

/** The result of verifying the DKIM signatures of a received message. */
public sealed interface DkimVerdict {
    /**
     * At least one signature is valid.
     *
     * @param domains the d= of each valid signature, in lower-case A-labels
     * @param notForReports the domains whose key record lists service types without * and tlsrpt
     */
    record Valid(List<String> domains, List<String> notForReports) implements DkimVerdict {
        /**
         * Copies the lists.
         *
         * @param domains the d= of each valid signature
         * @param notForReports the domains whose key records exclude reports
         */
        public Valid {
            domains = List.copyOf(domains);
            notForReports = List.copyOf(notForReports);
        }
    }

    /** The message has no signature. */
    record Missing() implements DkimVerdict {}

    /**
     * No signature is valid: each is broken, expired, has an unsupported algorithm or an l= tag, or does not match its key.
     *
     * @param reason the reason for each signature, printable
     */
    record Invalid(String reason) implements DkimVerdict {}

    /**
     * No signature is valid, and the DNS has no key for at least one of them. The signer may have removed the key
     * since, or the message may be forged; later attempts give the same result unless the key is published again.
     *
     * @param reason the reason for each signature, printable
     */
    record KeyNotFound(String reason) implements DkimVerdict {}

    /**
     * A key could not be looked up; a later attempt may succeed.
     *
     * @param reason for a log line, printable
     */
    record Undecided(String reason) implements DkimVerdict {}
}
