package io.github.mtasts.dns;

import java.net.InetSocketAddress;
import java.util.List;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.config.ResolverConfigProvider;

/**
 * The name servers this system is set up to use, as dnsjava finds them.
 *
 * <p>Told dnsjava's sources (its properties, resolv.conf, the Windows adapters, JNDI); answers the servers of the first
 * that names any. It does not take dnsjava's last resort, port 53 of loopback: where nothing listens there, every lookup
 * would wait for its time-out, and nobody would learn why.
 */
final class SystemServers {
    private SystemServers() {}

    static List<InetSocketAddress> read() {
        ResolverConfig unused = ResolverConfig.getCurrentConfig(); // reads the sources, once in the life of the JVM
        return of(ResolverConfig.getConfigProviders());
    }

    static List<InetSocketAddress> of(List<ResolverConfigProvider> sources) {
        return sources.stream()
                .filter(ResolverConfigProvider::isEnabled)
                .map(ResolverConfigProvider::servers)
                .filter(servers -> !servers.isEmpty())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no DNS server is configured on this system: name one with"
                        + " DnsResolver.builder().server(...), or set it up where the system looks for it, such as"
                        + " /etc/resolv.conf"));
    }
}
