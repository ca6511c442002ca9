package io.github.mtasts.james;

import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.dns.MxResolver;
import io.github.mtasts.dns.SecureResolver;
import io.github.mtasts.dns.TxtResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.dnsjava.DNSJavaService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DNS of the plugin: a resolver of its own, which asks the name servers of James. James' {@link DNSService} is not asked, because
 * its answers cannot tell a null MX, a domain that does not exist and a failed look-up apart.
 *
 * @param txt looks up TXT records
 * @param addresses looks up addresses of Policy Hosts and of those that take reports
 * @param mx looks up MX records
 * @param hosts looks up addresses of MX hosts
 * @param secure looks up TLSA records; null where DANE is off
 */
record Names(
        TxtResolver txt,
        AddressResolver addresses,
        MxResolver mx,
        AddressResolver hosts,
        @Nullable SecureResolver secure) {
    private static final Logger LOG = LoggerFactory.getLogger(Names.class);
    private static final int PORT = 53;
    /** The resolver takes no more. */
    private static final int MAX_SERVERS = 3;

    /**
     * Makes the resolvers.
     *
     * @param settings the servers to ask, where they are not those of James, and whether DANE is on
     * @param james James' DNS, configured
     * @param files finds the file of trust anchors
     * @param clock the clock that signatures are judged by
     * @param parts gets the resolvers to close
     * @throws OptionException when a setting cannot be used; the message names it
     */
    static Names of(Settings settings, DNSService james, ServerFiles files, Clock clock, Closing parts)
            throws OptionException {
        Settings.Dns dns = settings.dns();
        if (dns.servers().isEmpty() && !(james instanceof DNSJavaService)) {
            if (settings.dane().isPresent()) {
                throw new OptionException(
                        "mta-sts.properties: dane.enabled is true, and James has a DNS of another kind, "
                                + james.getClass().getName() + ", which knows no signatures: set dns.servers.");
            }
            LOG.warn(
                    "James has a DNS of another kind, {}: it is asked, and protects less. Set dns.servers in mta-sts.properties to"
                            + " have name servers asked",
                    james.getClass().getName());
            JamesDns asked = new JamesDns(james);
            return new Names(asked, asked, asked, asked, null);
        }
        InetSocketAddress[] servers = (dns.servers().isEmpty() ? servers((DNSJavaService) james) : dns.servers())
                .toArray(InetSocketAddress[]::new);
        LOG.info("MTA-STS asks the name servers {}", List.of(servers));
        DnsResolver resolver = parts.add(resolver(dns, servers));
        if (settings.dane().isEmpty()) {
            return new Names(resolver, resolver, resolver, resolver, null);
        }
        DnssecResolver signed = parts.add(secure(settings.dane().get(), dns, servers, files, clock));
        return new Names(resolver, resolver, signed, signed, signed);
    }

    private static DnsResolver resolver(Settings.Dns dns, InetSocketAddress... servers) throws OptionException {
        try {
            return DnsResolver.builder().timeout(dns.timeout()).server(servers).build();
        } catch (IllegalArgumentException e) {
            throw new OptionException(
                    "mta-sts.properties: dns.servers or dns.timeout cannot be used: " + e.getMessage(), e);
        }
    }

    /** It validates signatures itself, so that the name servers need only pass them through. */
    private static DnssecResolver secure(
            Settings.Dane dane, Settings.Dns dns, InetSocketAddress[] servers, ServerFiles files, Clock clock)
            throws OptionException {
        DnssecResolver.Builder builder =
                DnssecResolver.builder().timeout(dns.timeout()).server(servers).clock(clock);
        if (dane.trustAnchors().isEmpty()) {
            return builder.build();
        }
        String file = dane.trustAnchors().get();
        try {
            return builder.trustAnchors(records(files.path(file))).build();
        } catch (IOException | IllegalArgumentException e) {
            throw new OptionException(
                    "mta-sts.properties: dane.trustAnchors is " + file + ": no trust anchors can be read from it: "
                            + e.getMessage(),
                    e);
        }
    }

    /** The lines that are no comment (RFC 1035 section 5.1). */
    private static List<String> records(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith(";"))
                .toList();
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
