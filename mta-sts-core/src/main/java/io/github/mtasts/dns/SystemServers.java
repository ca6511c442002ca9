package io.github.mtasts.dns;

import java.net.InetSocketAddress;
import java.util.List;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.config.ResolverConfigProvider;

/**
 * Reads the name servers of this system, with dnsjava.
 *
 * <p>Comes in: dnsjava's sources (its properties, resolv.conf, the Windows adapters, JNDI). Goes out: the servers of the first
 * source that has any. It does not fall back to port 53 of loopback as dnsjava does: if nothing listens there, every lookup
 * would end in a time-out without a reason.
 */
final class SystemServers {
    private SystemServers() {}

    static List<InetSocketAddress> read(int limit) {
        ResolverConfig unused = ResolverConfig.getCurrentConfig(); // reads the sources, once per JVM
        return of(ResolverConfig.getConfigProviders(), limit);
    }

    /** Windows lists three IPv6 servers that do not exist (fec0:0:0:ffff::1 to 3) before the real ones. */
    static List<InetSocketAddress> of(List<ResolverConfigProvider> sources, int limit) {
        return sources.stream()
                .filter(ResolverConfigProvider::isEnabled)
                .map(ResolverConfigProvider::servers)
                .filter(servers -> !servers.isEmpty())
                .findFirst()
                .map(servers -> AddressFamilies.alternating(servers, InetSocketAddress::getAddress).stream()
                        .limit(limit)
                        .toList())
                .orElseThrow(() -> new IllegalStateException("no DNS server is configured on this system: set one with"
                        + " DnsResolver.builder().server(...), or in the system's configuration, such as"
                        + " /etc/resolv.conf"));
    }
}
