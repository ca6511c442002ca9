package io.github.mtasts.dns;

import java.net.InetAddress;

/**
 * Decides which addresses a fetch may connect to. Without it, the publisher of a policy could make a mail server behind a
 * firewall connect to hosts of its internal network. Implementations are thread-safe and do no I/O.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-10.3">RFC 8461 section 10.3</a>
 */
@FunctionalInterface
public interface AddressGuard {
    /**
     * Whether a fetch may connect to an address. Called for each address right before the connection, also for address
     * literals.
     *
     * @param address the address
     * @return false to skip it
     */
    boolean permits(InetAddress address);

    /**
     * Refuses addresses that the internet does not route: loopback, private, link-local, site-local, unique local, unspecified,
     * multicast, broadcast and reserved addresses, 0.0.0.0/8, 100.64.0.0/10, 192.0.0.0/24, Teredo, the local-use NAT64
     * prefix, and the IPv4-mapped, IPv4-compatible, 6to4 and NAT64 forms of those. Permits the
     * documentation and benchmark ranges, which nobody owns.
     *
     * @return the guard to use unless Policy Hosts live in a private network
     */
    static AddressGuard publicOnly() {
        return PublicAddresses::contains;
    }

    /**
     * Permits every address: for tests, and for networks whose Policy Hosts have private addresses.
     *
     * @return a guard that permits every address
     */
    static AddressGuard unrestricted() {
        return address -> true;
    }
}
