package io.github.mtasts.dns;

import java.time.Duration;
import java.util.List;

/**
 * The DNS answer to a look-up with DNSSEC. An answer is secure when signatures prove every record and alias in it, and
 * insecure when DNSSEC proves that some zone on the way is not signed (RFC 4035 section 4.3).
 */
public sealed interface SecureAnswer {
    /**
     * There are records.
     *
     * @param records the records, in the order of the answer
     * @param expandedName the name at the end of the aliases, without the last dot: the name asked for where there is none
     * @param secure whether the records and each alias on the way to them are secure
     * @param ttl how long the answer may be kept; at most until its signatures expire
     */
    record Found(List<RecordData> records, String expandedName, boolean secure, Duration ttl) implements SecureAnswer {
        /**
         * Keeps an unchangeable copy of the records.
         *
         * @param records the records
         * @param expandedName the name at the end of the aliases
         * @param secure whether the answer is secure
         * @param ttl how long the answer may be kept
         */
        public Found {
            records = List.copyOf(records);
        }

        @Override
        public String toString() {
            return (secure ? "secure " : "insecure ") + records + " of " + expandedName;
        }
    }

    /**
     * There is no such record: a definite answer, not an error (RFC 7672 section 2.1.1).
     *
     * @param expandedName the name at the end of the aliases, without the last dot
     * @param nameExists whether that name exists with other records
     * @param secure whether the denial and each alias on the way to it are secure
     * @param ttl how long the answer may be kept
     */
    record Nothing(String expandedName, boolean nameExists, boolean secure, Duration ttl) implements SecureAnswer {
        @Override
        public String toString() {
            return (secure ? "secure, " : "insecure, ")
                    + expandedName
                    + (nameExists ? " has no such record" : " does not exist");
        }
    }

    /**
     * The look-up failed, which leaves open whether there are records.
     *
     * @param reason a short description for logs
     * @param bogus whether signatures or proofs were wrong or missing
     * @param fault the side on which it failed
     */
    record Failed(String reason, boolean bogus, LookupFault fault) implements SecureAnswer {
        @Override
        public String toString() {
            return "failed: " + reason;
        }
    }
}
