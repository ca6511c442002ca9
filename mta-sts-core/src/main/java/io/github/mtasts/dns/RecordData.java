package io.github.mtasts.dns;

import java.net.InetAddress;

/** The data of one DNS record. */
public sealed interface RecordData {
    /**
     * An MX record.
     *
     * @param preference the preference; lower is better
     * @param exchange the host, without the last dot; empty for the root (RFC 7505)
     */
    record Mx(int preference, String exchange) implements RecordData {
        @Override
        public String toString() {
            return "MX " + preference + " " + (exchange.isEmpty() ? "." : exchange);
        }
    }

    /**
     * An A or AAAA record.
     *
     * @param address the address
     */
    record Address(InetAddress address) implements RecordData {
        @Override
        public String toString() {
            return "address " + address.getHostAddress();
        }
    }

    /**
     * A CNAME record.
     *
     * @param target the target, without the last dot
     */
    record Alias(String target) implements RecordData {
        @Override
        public String toString() {
            return "CNAME " + target;
        }
    }

    /**
     * A TLSA record, not judged (RFC 6698 section 2.1).
     *
     * @param usage the certificate usage, 0 to 255
     * @param selector the selector, 0 to 255
     * @param matchingType the matching type, 0 to 255
     * @param association the certificate association data in lower-case hexadecimal digits
     */
    record Tlsa(int usage, int selector, int matchingType, String association) implements RecordData {
        @Override
        public String toString() {
            return "TLSA " + usage + " " + selector + " " + matchingType + " " + association;
        }
    }
}
