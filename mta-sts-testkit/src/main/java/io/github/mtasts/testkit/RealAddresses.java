package io.github.mtasts.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The addresses at which a network listens for clients that open their own sockets, such as a mail server in another
 * process. DNS answers contain these addresses; ports other than 25 and 443 must be configured in the client. On Linux
 * every address of 127.0.0.0/8 can be used without configuration, and ports from 1024 on without privileges.
 *
 * @param dns the address and port of the DNS server, UDP and TCP
 * @param firstHost the IPv4 address of the first host; each further host has the next address
 * @param smtpPort the port of MX hosts
 * @param httpsPort the port of policy hosts
 * @param httpPort the port of the certificate authority's revocation services
 */
public record RealAddresses(InetSocketAddress dns, InetAddress firstHost, int smtpPort, int httpsPort, int httpPort) {
    private static final int PORTS = 4;
    private static final int MOST_TRIES = 1_000;
    private static final int LOWEST = 10_000;
    /** Systems take the ports from here on for clients, which may have taken one before a host listens. */
    private static final int HIGHEST = 32_768;

    /**
     * Checks the addresses.
     *
     * @param dns the address and port of the DNS server
     * @param firstHost the address of the first host
     * @param smtpPort the port of MX hosts
     * @param httpsPort the port of policy hosts
     * @param httpPort the port of the revocation services
     * @throws IllegalArgumentException when the first host has no IPv4 address
     */
    public RealAddresses {
        if (!(firstHost instanceof Inet4Address)) {
            throw new IllegalArgumentException("firstHost is " + firstHost.getHostAddress() + ", not an IPv4 address");
        }
    }

    /**
     * Addresses with the standard ports 25, 443 and 80.
     *
     * @param dns the address and port of the DNS server
     * @param firstHost the address of the first host
     * @return addresses that require privileges
     */
    public static RealAddresses onStandardPorts(InetSocketAddress dns, InetAddress firstHost) {
        return new RealAddresses(dns, firstHost, 25, 443, 80);
    }

    /**
     * Addresses with ports from 10,000 to 32,767 that were free at the time of the call. Systems give ports of this range to
     * nobody who does not ask for them.
     *
     * @param firstHost the address of the first host, and of the DNS server
     * @return addresses that require no privileges
     * @throws UncheckedIOException when no port is free
     */
    public static RealAddresses onFreePorts(InetAddress firstHost) {
        Set<Integer> free = new LinkedHashSet<>();
        for (int tries = 0; free.size() < PORTS && tries < MOST_TRIES; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port)) {
                free.add(port);
            }
        }
        if (free.size() < PORTS) {
            throw new UncheckedIOException(
                    new IOException("no ports are free from " + LOWEST + " to " + (HIGHEST - 1)));
        }
        Iterator<Integer> ports = free.iterator();
        return new RealAddresses(
                new InetSocketAddress(firstHost, ports.next()), firstHost, ports.next(), ports.next(), ports.next());
    }

    private static boolean isFree(int port) {
        try (ServerSocket tcp = new ServerSocket(port);
                DatagramSocket udp = new DatagramSocket(port)) {
            return tcp.isBound() && udp.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
