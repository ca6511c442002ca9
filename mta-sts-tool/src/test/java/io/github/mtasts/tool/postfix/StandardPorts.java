package io.github.mtasts.tool.postfix;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mtasts.testkit.RealAddresses;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Makes a network for programs that ask port 53, and dial ports 25 and 443 of the addresses that they get. */
final class StandardPorts {
    private static final int DNS_PORT = 53;
    private static final int SMTP_PORT = 25;
    private static final int HTTPS_PORT = 443;
    private static final int NETWORKS = 255;

    private StandardPorts() {}

    /** Aborts the test, with a line of output, where another server has these ports of every address. */
    static TestNetwork network() throws IOException {
        Optional<InetAddress> free = freeAddress();
        if (free.isEmpty()) {
            System.out.println(
                    "Left out: tests with a running mail server, because ports 25, 53 and 443 cannot be had");
        }
        assumeThat(free).as("the address of a DNS server").isPresent();
        InetAddress dns = free.get();
        return TestNetwork.startAt(RealAddresses.onStandardPorts(new InetSocketAddress(dns, DNS_PORT), behind(dns)));
    }

    private static InetAddress behind(InetAddress address) throws IOException {
        byte[] octets = address.getAddress();
        octets[3]++;
        return InetAddress.getByAddress(octets);
    }

    /** The first address of a network of loopback in which nobody answers; two builds begin with different ones. */
    private static Optional<InetAddress> freeAddress() throws IOException {
        int first = (int) (ProcessHandle.current().pid() % NETWORKS);
        for (int i = 0; i < NETWORKS; i++) {
            InetAddress address = InetAddress.getByAddress(new byte[] {127, 78, (byte) ((first + i) % NETWORKS), 1});
            try {
                new ServerSocket(DNS_PORT, 1, address).close();
                new DatagramSocket(new InetSocketAddress(address, DNS_PORT)).close();
                new ServerSocket(SMTP_PORT, 1, behind(address)).close();
                new ServerSocket(HTTPS_PORT, 1, behind(address)).close();
                return Optional.of(address);
            } catch (IOException e) {
                // another test has it
            }
        }
        return Optional.empty();
    }
}
