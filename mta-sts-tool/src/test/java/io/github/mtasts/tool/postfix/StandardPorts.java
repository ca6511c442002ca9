package io.github.mtasts.tool.postfix;

import io.github.mtasts.testkit.RealAddresses;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Makes a network for programs that ask port 53, and dial port 25 of the addresses that they get. */
final class StandardPorts {
    private static final int DNS_PORT = 53;

    private StandardPorts() {}

    static TestNetwork network() throws IOException {
        InetAddress dns = freeAddress();
        byte[] first = dns.getAddress();
        first[3]++;
        return TestNetwork.startAt(
                RealAddresses.onStandardPorts(new InetSocketAddress(dns, DNS_PORT), InetAddress.getByAddress(first)));
    }

    /** The first address of a network of loopback in which nobody answers. */
    private static InetAddress freeAddress() throws IOException {
        for (int third = 0; third < 255; third++) {
            InetAddress address = InetAddress.getByAddress(new byte[] {127, 78, (byte) third, 1});
            try {
                new ServerSocket(DNS_PORT, 1, address).close();
                new DatagramSocket(new InetSocketAddress(address, DNS_PORT)).close();
                return address;
            } catch (IOException e) {
                // another test has it
            }
        }
        throw new IOException("port 53 is free at no address");
    }
}
