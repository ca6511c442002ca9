package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.PolicyServer;
import io.github.mtasts.testkit.internal.Revocation;
import io.github.mtasts.testkit.internal.VirtualNet;
import io.github.mtasts.testkit.internal.VirtualSocketFactory;
import io.github.mtasts.testkit.internal.Workers;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A mail network for one test: DNS, policy hosts, MX hosts, attackers, a certificate authority and a clock.
 *
 * <p>Hosts have virtual addresses that look global (198.51.100.0/24, 203.0.113.0/24, 192.0.2.0/24, then 198.18.0.0/15;
 * 2001:db8::/32) and listen on the standard ports, 443 and 25; no traffic leaves loopback. DNS answers contain the
 * virtual addresses, and {@link #sockets()} and {@link #route} map them to loopback ports. URL, SNI, host names and
 * ports therefore stay as they are in production, and a guard against private addresses can stay switched on. Addresses
 * that are loopback, private, link-local, unspecified or multicast are never virtual; connections to any other address
 * without a host are refused.
 *
 * <p>Networks are independent of each other. Thread-safe. {@link #close()} ends all threads and closes all sockets.
 */
public final class TestNetwork implements AutoCloseable {
    private final boolean virtual;
    private final TestClock clock;
    private final VirtualNet net;
    private final DnsServer dns;
    private final TestCa ca;
    private final SocketFactory sockets;
    private final PolicyServer policyServer;
    private final Map<String, PolicyHost> policyHosts = new ConcurrentHashMap<>();
    private final Map<String, MxServer> mxServers = new ConcurrentHashMap<>();

    private TestNetwork(@Nullable RealAddresses real, @Nullable TestCa sameRoot) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        this.virtual = real == null;
        this.clock = new TestClock(now);
        this.net = new VirtualNet(new Workers(), real);
        this.dns = new DnsServer(net, clock);
        this.ca = new TestCa(
                now, new Revocation(net, now, (name, address) -> dns.a(name, address.getHostAddress())), sameRoot);
        this.sockets = new VirtualSocketFactory(net, dns::addressOf);
        this.policyServer = new PolicyServer();
    }

    /**
     * Starts a network with only the hosts of the certificate authority. Its clock stands at the present second.
     *
     * @return the network, to be closed
     */
    public static TestNetwork start() {
        return new TestNetwork(null, null);
    }

    /**
     * Starts a network at real addresses, for clients that open their own sockets, such as a mail server in another
     * process. Its hosts have these addresses instead of virtual ones and listen as soon as they are made.
     *
     * @param addresses the addresses
     * @return the network, to be closed
     * @throws java.io.UncheckedIOException when the network cannot listen at one of the addresses
     */
    public static TestNetwork startAt(RealAddresses addresses) {
        return new TestNetwork(addresses, null);
    }

    /**
     * Starts a network at real addresses that shares the root of another network, so that a mail server that trusts it
     * needs no further configuration.
     *
     * @param addresses the addresses
     * @param sameRoot the authority of the other network
     * @return the network, to be closed
     * @throws java.io.UncheckedIOException when the network cannot listen at one of the addresses
     */
    public static TestNetwork startAt(RealAddresses addresses, TestCa sameRoot) {
        return new TestNetwork(addresses, sameRoot);
    }

    /**
     * Whether hosts have virtual addresses. If so, {@link #connections()} has every attempt to connect.
     *
     * @return false for a network at real addresses
     */
    public boolean isVirtual() {
        return virtual;
    }

    /**
     * The clock for the code under test. The kit itself does not use it: certificates are valid in real time.
     *
     * @return the clock
     */
    public TestClock clock() {
        return clock;
    }

    /**
     * The certificate authority that issues the certificates of the hosts.
     *
     * @return the authority
     */
    public TestCa ca() {
        return ca;
    }

    /**
     * The DNS server.
     *
     * @return the server
     */
    public DnsServer dns() {
        return dns;
    }

    /**
     * A factory of sockets that connect to virtual addresses and return them as their remote addresses.
     *
     * @return the factory
     */
    public SocketFactory sockets() {
        return sockets;
    }

    /**
     * Maps a virtual address to the real address to connect to, for clients that open their own sockets. A call counts
     * as an attempt to connect. For a host that is unreachable or silent the result is a port that behaves in the same
     * way.
     *
     * @param virtual the virtual address
     * @return the loopback address to connect to; an address that is not virtual is returned unchanged
     */
    public InetSocketAddress route(InetSocketAddress virtual) {
        return net.route(virtual);
    }

    /**
     * All attempts to connect so far, including those to addresses without a listener; at real addresses, all
     * connections.
     *
     * @return the addresses dialled, oldest first
     */
    public List<InetSocketAddress> connections() {
        return net.dialled();
    }

    /** Clears the list of attempts to connect. */
    public void clearConnections() {
        net.clearDialled();
    }

    /**
     * The host {@code mta-sts.<policyDomain>}. The first call makes it, with an A record and a valid certificate.
     *
     * @param policyDomain the domain whose policy it serves
     * @return the host
     */
    public PolicyHost policyHost(String policyDomain) {
        return httpsHost("mta-sts." + policyDomain);
    }

    /**
     * An HTTPS host of any name, such as one that accepts TLS reports. The first call makes it, with an A record and a
     * valid certificate.
     *
     * @param hostName its name
     * @return the host
     */
    public PolicyHost httpsHost(String hostName) {
        return policyHosts.computeIfAbsent(
                key(hostName), name -> new PolicyHost(name, net, dns, ca.issue(name), policyServer));
    }

    /**
     * An SMTP host. The first call makes it, with an A record and a valid certificate.
     *
     * @param hostName its name
     * @return the host
     */
    public MxServer mxServer(String hostName) {
        return mxServers.computeIfAbsent(key(hostName), name -> new MxServer(name, net, dns, ca.issue(name)));
    }

    private static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /**
     * Puts an attacker between the clients and an MX host.
     *
     * @param server the host
     * @return the attacker, which at first relays without changes
     */
    public Mitm attack(MxServer server) {
        return new Mitm(server, net);
    }

    /**
     * Replaces the MX records of a domain. The preferences are 10, 20, 30 and so on.
     *
     * @param domain the domain
     * @param hosts its MX hosts, which need not exist
     * @return this
     */
    public TestNetwork mx(String domain, String... hosts) {
        dns.noData(domain, "MX");
        for (int i = 0; i < hosts.length; i++) {
            dns.mx(domain, 10 * (i + 1), hosts[i]);
        }
        return this;
    }

    /**
     * Publishes a policy: the TXT record at {@code _mta-sts.<policyDomain>} and the text at its policy host.
     *
     * @param policyDomain the domain
     * @param id the policy id
     * @param policyText the body, for example from {@link #policy}
     * @return this
     */
    public TestNetwork publish(String policyDomain, String id, String policyText) {
        dns.txt("_mta-sts." + policyDomain, "v=STSv1; id=" + id + ";");
        policyHost(policyDomain).body(policyText);
        return this;
    }

    /**
     * The text of a policy (RFC 8461 section 3.2), with CRLF.
     *
     * @param mode such as {@code enforce}
     * @param maxAgeSeconds its lifetime
     * @param mxPatterns its mx patterns
     * @return the text
     */
    public static String policy(String mode, long maxAgeSeconds, String... mxPatterns) {
        StringBuilder text = new StringBuilder("version: STSv1\r\nmode: " + mode + "\r\n");
        for (String pattern : mxPatterns) {
            text.append("mx: ").append(pattern).append("\r\n");
        }
        return text.append("max_age: ").append(maxAgeSeconds).append("\r\n").toString();
    }

    @Override
    public void close() {
        net.workers().beginClose();
        policyServer.close();
        net.close();
    }
}
