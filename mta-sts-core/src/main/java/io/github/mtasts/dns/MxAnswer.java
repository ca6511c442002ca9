package io.github.mtasts.dns;

import java.util.List;
import java.util.stream.Collectors;

/** The DNS answer to a look-up of MX records. */
public sealed interface MxAnswer {
    /**
     * One MX record as it stands in the DNS.
     *
     * @param preference lower is tried first
     * @param exchange the target without a trailing dot; empty for the root, which makes a null MX (RFC 7505)
     */
    record Mx(int preference, String exchange) {
        @Override
        public String toString() {
            return "MX " + preference + " " + (exchange.isEmpty() ? "." : exchange);
        }
    }

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
                throw new IllegalArgumentException(
                        "MxAnswer.Records is empty: use MxAnswer.NoRecords for a name without MX records");
            }
        }

        @Override
        public String toString() {
            return records.size() + " MX records: "
                    + records.stream().map(Mx::toString).collect(Collectors.joining(", "));
        }
    }

    /** The name exists and has no MX record: the domain itself is the implicit MX (RFC 5321 section 5.1). */
    record NoRecords() implements MxAnswer {
        @Override
        public String toString() {
            return "the domain has no MX record";
        }
    }

    /** The name does not exist. */
    record NoSuchDomain() implements MxAnswer {
        @Override
        public String toString() {
            return "the domain does not exist";
        }
    }

    /**
     * The look-up failed: the MX records are unknown.
     *
     * @param reason for a log line
     * @param fault the side on which the look-up failed
     */
    record Failed(String reason, LookupFault fault) implements MxAnswer {
        /**
         * Makes the answer of a resolver that cannot tell the sides apart: the failure counts as the domain's.
         *
         * @param reason for a log line
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
