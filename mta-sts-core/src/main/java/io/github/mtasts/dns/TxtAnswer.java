package io.github.mtasts.dns;

import java.time.Duration;
import java.util.List;

/** The DNS answer to a look-up of TXT records. */
public sealed interface TxtAnswer {
    /**
     * There are TXT records.
     *
     * @param records one entry for each record: its character-strings joined with nothing between them, each octet as
     *     the character of the same number (ISO 8859-1), so that no octet is lost
     * @param ttl how long the answer may be kept
     */
    record Records(List<String> records, Duration ttl) implements TxtAnswer {
        /**
         * Keeps an unchangeable copy of the records.
         *
         * @param records one entry for each record
         * @param ttl how long the answer may be kept
         */
        public Records {
            records = List.copyOf(records);
        }

        @Override
        public String toString() {
            return records.size() + " TXT records";
        }
    }

    /**
     * The name does not exist, or has no TXT records.
     *
     * @param ttl how long the answer may be kept
     */
    record Absent(Duration ttl) implements TxtAnswer {
        @Override
        public String toString() {
            return "no TXT record";
        }
    }

    /**
     * The look-up failed: a time-out, SERVFAIL, a refusal, a broken answer, a CNAME loop.
     *
     * @param reason for a log line, and for a report when the failure is the domain's
     * @param fault the side on which the look-up failed
     */
    record Failed(String reason, LookupFault fault) implements TxtAnswer {
        /**
         * Makes the answer of a resolver that cannot tell the sides apart: the failure counts as the domain's.
         *
         * @param reason for a log line and a report
         */
        public Failed(String reason) {
            this(reason, LookupFault.DOMAIN);
        }

        @Override
        public String toString() {
            return "the DNS look-up failed: " + reason;
        }
    }
}
