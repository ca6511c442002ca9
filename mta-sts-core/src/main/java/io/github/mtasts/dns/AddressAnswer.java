package io.github.mtasts.dns;

import java.net.InetAddress;
import java.util.List;

/** What the DNS said about the addresses of a host. */
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
    }

    /** The name does not exist, or has no address. */
    record Absent() implements AddressAnswer {}

    /**
     * The DNS could not tell.
     *
     * @param reason for a log line
     */
    record Failed(String reason) implements AddressAnswer {}
}
