package io.github.mtasts.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;

/** The DNS answer to a look-up of the addresses of a host. */
public sealed interface AddressAnswer {
    /**
     * There are addresses, of both families where both exist.
     *
     * @param addresses at least one
     */
    record Addresses(List<InetAddress> addresses) implements AddressAnswer {
        /**
         * Keeps an unchangeable copy of the addresses.
         *
         * @param addresses at least one
         */
        public Addresses {
            addresses = List.copyOf(addresses);
        }

        /**
         * Selects the addresses to connect to. The families alternate, starting with that of the first address, so that a
         * limit never drops a whole family: a host with many IPv6 addresses stays reachable from a network without IPv6.
         *
         * @param guard permits addresses
         * @param limit the largest number of addresses to return
         * @return the permitted addresses, in the resolver's order within each family; empty if none is permitted
         */
        public List<InetAddress> permitted(AddressGuard guard, int limit) {
            List<InetAddress> permitted =
                    addresses.stream().filter(guard::permits).toList();
            return AddressFamilies.alternating(permitted, address -> address).stream()
                    .limit(limit)
                    .toList();
        }

        @Override
        public String toString() {
            return (addresses.size() == 1 ? "address " : "addresses ")
                    + addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
        }
    }

    /** The name does not exist, or has no address. */
    record Absent() implements AddressAnswer {
        @Override
        public String toString() {
            return "the host has no address";
        }
    }

    /**
     * The look-up failed: whether the host has an address is unknown.
     *
     * @param reason for a log line, and for a report when the failure is the domain's
     * @param fault the side on which the look-up failed
     */
    record Failed(String reason, LookupFault fault) implements AddressAnswer {
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
