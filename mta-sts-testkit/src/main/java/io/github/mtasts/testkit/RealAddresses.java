package io.github.mtasts.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Where a network listens for clients that open sockets of their own, such as a mail server in another process. The DNS
 * answers these addresses; a client on another port than 25 or 443 has to be told so. On Linux every address of 127.0.0.0/8
 * can be listened at without setting anything up, and ports from 1024 on without privileges.
 *
 * @param dns where the DNS server listens, UDP and TCP
 * @param firstHost the IPv4 address of the first host; each further one has the next
 * @param smtpPort where MX hosts listen
 * @param httpsPort where policy hosts listen
 * @param httpPort where the revocation services of the certificate authority listen
 */
public record RealAddresses(InetSocketAddress dns, InetAddress firstHost, int smtpPort, int httpsPort, int httpPort) {
    /**
     * Checks the addresses.
     *
     * @param dns where the DNS server listens
     * @param firstHost the address of the first host
     * @param smtpPort where MX hosts listen
     * @param httpsPort where policy hosts listen
     * @param httpPort where the revocation services listen
     * @throws IllegalArgumentException naming what is wrong
     */
    public RealAddresses {
        if (!(firstHost instanceof Inet4Address)) {
            throw new IllegalArgumentException(
                    "firstHost is " + firstHost.getHostAddress() + ": hosts have IPv4 addresses");
        }
    }

    /**
     * The ports of production: 25, 443 and 80.
     *
     * @param dns where the DNS server listens
     * @param firstHost the address of the first host
     * @return addresses that only a privileged process can listen at
     */
    public static RealAddresses onStandardPorts(InetSocketAddress dns, InetAddress firstHost) {
        return new RealAddresses(dns, firstHost, 25, 443, 80);
    }

    /**
     * Ports that nothing listened at a moment ago, from 1024 on.
     *
     * @param firstHost the address of the first host, and of the DNS server
     * @return addresses that need no privileges
     * @throws UncheckedIOException when no port is free
     */
    public static RealAddresses onFreePorts(InetAddress firstHost) {
        try (ServerSocket dns = new ServerSocket(0);
                ServerSocket smtp = new ServerSocket(0);
                ServerSocket https = new ServerSocket(0);
                ServerSocket http = new ServerSocket(0)) {
            return new RealAddresses(
                    new InetSocketAddress(firstHost, dns.getLocalPort()),
                    firstHost,
                    smtp.getLocalPort(),
                    https.getLocalPort(),
                    http.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free: " + e.getMessage(), e);
        }
    }
}
