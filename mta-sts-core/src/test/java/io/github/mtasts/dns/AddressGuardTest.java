package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "192.0.0.192",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::10.0.0.1",
                "::7f00:1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "2002:c0a8:1::",
                "64:ff9b::10.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b:1::8.8.8.8",
                "2001:0:1234::1",
                "::ffff:0:127.0.0.1"
            })
    void theseAreNobodysBusiness(String text) throws UnknownHostException {

        InetAddress parsed = InetAddress.getByName(text);

        assertThat(AddressGuard.publicOnly().permits(parsed)).isFalse();
        assertThat(AddressGuard.unrestricted().permits(parsed)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8", "1.0.0.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.0", "126.255.255.255",
                "128.0.0.1", "169.253.255.255", "172.15.0.1", "172.32.0.1", "192.0.1.1", "192.167.1.1", "192.169.1.1",
                "223.255.255.255", "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "2001:db8::1", "2001:1::1",
                "2606:4700::1111", "2002:808:808::1", "64:ff9b::8.8.8.8", "2a00::1"
            })
    void theseArePublic(String address) throws UnknownHostException {
        assertThat(AddressGuard.publicOnly().permits(InetAddress.getByName(address)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "127.0.0.1", "169.254.169.254"})
    void anIpv4MappedAddressCountsAsTheAddressInIt(String inner) throws UnknownHostException {
        byte[] octets = new byte[16];
        octets[10] = (byte) 0xff;
        octets[11] = (byte) 0xff;
        System.arraycopy(InetAddress.getByName(inner).getAddress(), 0, octets, 12, 4);

        assertThat(AddressGuard.publicOnly().permits(InetAddress.getByAddress(octets)))
                .isFalse();
    }
}
