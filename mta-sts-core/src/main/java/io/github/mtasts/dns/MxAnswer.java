package io.github.mtasts.dns;

import java.util.List;

/** What the DNS said about the MX records of a domain. */
public sealed interface MxAnswer {
    /**
     * One MX record as it stands in the DNS.
     *
     * @param preference lower is tried first
     * @param exchange the target without a trailing dot; empty for the root, which makes a null MX (RFC 7505)
     */
    record Mx(int preference, String exchange) {}

    /**
     * There are MX records.
     *
     * @param records at least one, in the order of the answer
     */
    record Records(List<Mx> records) implements MxAnswer {
        /**
         * Keeps an unchangeable copy of the records.
         *
         * @param records at least one
         * @throws IllegalArgumentException when there is none: that is {@link NoRecords}, and no null MX
         */
        public Records {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("no MX records: expected MxAnswer.NoRecords");
            }
        }
    }

    /** The name exists and has no MX record: the domain itself is the implicit MX (RFC 5321 section 5.1). */
    record NoRecords() implements MxAnswer {}

    /** The name does not exist. */
    record NoSuchDomain() implements MxAnswer {}

    /**
     * The DNS could not tell.
     *
     * @param reason for a log line
     */
    record Failed(String reason) implements MxAnswer {}
}
