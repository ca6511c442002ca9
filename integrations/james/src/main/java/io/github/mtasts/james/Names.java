package io.github.mtasts.james;

import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxResolver;
import io.github.mtasts.dns.TxtResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.dnsjava.DNSJavaService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DNS of the plugin: a resolver of its own, which asks the name servers of James. James' {@link DNSService} is not asked, because
 * its answers cannot tell a null MX, a domain that does not exist and a failed look-up apart.
 *
 * @param txt looks up TXT records
 * @param mx looks up MX records
 * @param addresses looks up addresses of hosts
 */
record Names(TxtResolver txt, MxResolver mx, AddressResolver addresses) {
    private static final Logger LOG = LoggerFactory.getLogger(Names.class);
    private static final int PORT = 53;
    /** The resolver takes no more. */
    private static final int MAX_SERVERS = 3;

    /**
     * Makes the resolver.
     *
     * @param settings the servers to ask, where they are not those of James
     * @param james James' DNS, configured
     * @param parts gets the resolver to close
     */
    static Names of(Settings.Dns settings, DNSService james, Closing parts) throws OptionException {
        if (settings.servers().isEmpty() && !(james instanceof DNSJavaService)) {
            LOG.warn(
                    "James has a DNS of another kind, {}: it is asked, and protects less. Set dns.servers in mta-sts.properties to"
                            + " have name servers asked",
                    james.getClass().getName());
            JamesDns dns = new JamesDns(james);
            return new Names(dns, dns, dns);
        }
        List<InetSocketAddress> servers =
                settings.servers().isEmpty() ? servers((DNSJavaService) james) : settings.servers();
        LOG.info("MTA-STS asks the name servers {}", servers);
        try {
            DnsResolver resolver = parts.add(DnsResolver.builder()
                    .timeout(settings.timeout())
                    .server(servers.toArray(InetSocketAddress[]::new))
                    .build());
            return new Names(resolver, resolver, resolver);
        } catch (IllegalArgumentException e) {
            throw new OptionException(
                    "mta-sts.properties: dns.servers or dns.timeout cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<InetSocketAddress> servers(DNSJavaService james) throws OptionException {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String server : james.getDNSServers()) {
            try {
                servers.add(new InetSocketAddress(InetAddress.getByName(server), PORT));
            } catch (UnknownHostException e) {
                throw new OptionException("dnsservice.xml names the server " + server + ", which is no address.", e);
            }
        }
        if (servers.isEmpty()) {
            throw new OptionException("James has no name server yet: set dns.servers in mta-sts.properties.");
        }
        return servers.subList(0, Math.min(MAX_SERVERS, servers.size()));
    }
}
