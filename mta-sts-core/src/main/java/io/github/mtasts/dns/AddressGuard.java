package io.github.mtasts.dns;

import java.net.InetAddress;

/**
 * Decides which addresses may be connected to when a stranger's DNS names them: without it, whoever publishes a policy
 * chooses what a mail server behind a firewall connects to. Implementations are thread-safe and do no I/O.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-10.3">RFC 8461 section 10.3</a>
 */
@FunctionalInterface
public interface AddressGuard {
    /**
     * Whether an address may be connected to. Asked for each address right before the connection, address literals
     * included.
     *
     * @param address the address
     * @return false to leave it out
     */
    boolean permits(InetAddress address);

    /**
     * Refuses what the internet does not route: loopback, private, link-local, site-local, unique local, unspecified,
     * multicast, broadcast and reserved addresses, 0.0.0.0/8, 100.64.0.0/10, 192.0.0.0/24, Teredo, the local-use NAT64
     * prefix, and the IPv4-mapped, IPv4-compatible, 6to4 and NAT64 forms of those. The documentation and benchmark
     * ranges are left in: nobody owns them.
     *
     * @return the guard to use unless Policy Hosts live in a private network
     */
    static AddressGuard publicOnly() {
        return PublicAddresses::contains;
    }

    /**
     * Refuses nothing: for tests, and for networks whose Policy Hosts have private addresses.
     *
     * @return a guard that permits every address
     */
    static AddressGuard unrestricted() {
        return address -> true;
    }
}
