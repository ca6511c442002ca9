package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Tests networks at real addresses. Only Linux can listen at every address of 127.0.0.0/8 without configuration. */
@EnabledOnOs(OS.LINUX)
class RealAddressesTest {
    private TestNetwork network;
    private RealAddresses addresses;

    @BeforeEach
    void start() throws Exception {
        addresses = free();
        network = TestNetwork.startAt(addresses);
    }

    @AfterEach
    void close() {
        network.close();
    }

    private static RealAddresses free() throws IOException {
        // A different net for each run, in which the ports are free.
        byte[] first = {
            127,
            (byte) ThreadLocalRandom.current().nextInt(1, 255),
            (byte) ThreadLocalRandom.current().nextInt(1, 255),
            (byte) 254
        };
        return RealAddresses.onFreePorts(InetAddress.getByAddress(first));
    }

    private static Socket connect(InetAddress address, int port) throws IOException {
        return connect(address, port, 120_000);
    }

    private static Socket connect(InetAddress address, int port, int timeoutMillis) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address, port), timeoutMillis);
        return socket;
    }

    private InetAddress lookUp(String name) throws IOException {
        SimpleResolver resolver = new SimpleResolver(network.dns().address());
        resolver.setTimeout(Duration.ofMinutes(2));
        Record question = Record.newRecord(Name.fromString(name + "."), Type.A, DClass.IN);
        Message answer = resolver.send(Message.newQuery(question));
        return ((ARecord) answer.getSection(Section.ANSWER).get(0)).getAddress();
    }

    private static String greeting(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }

    @Test
    void anotherProcessFindsDnsAndHosts() throws Exception {
        MxServer server = network.mxServer("mx1.example.com");
        MxServer other = network.mxServer("mx2.example.com");
        assertThat(network.dns().address()).isEqualTo(addresses.dns());
        assertThat(network.isVirtual()).isFalse();
        InetAddress found = lookUp("mx1.example.com");
        assertThat(found)
                .isEqualTo(server.address().getAddress())
                .isNotEqualTo(other.address().getAddress());
        try (Socket socket = connect(found, addresses.smtpPort())) {
            assertThat(greeting(socket)).startsWith("220 mx1.example.com");
        }
        assertThat(network.connections()).containsExactly(server.address());
        try (Socket socket = network.sockets().createSocket("mx2.example.com", 25)) {
            assertThat(greeting(socket)).startsWith("220 mx2.example.com");
        }
    }

    @Test
    void policyHostsAndRevocationServicesListenToo() throws Exception {
        PolicyHost host = network.policyHost("example.com").body("text");
        try (Socket socket = connect(lookUp("mta-sts.example.com"), addresses.httpsPort());
                SSLSocket tls = (SSLSocket) network.ca()
                        .clientContext()
                        .getSocketFactory()
                        .createSocket(socket, "mta-sts.example.com", 443, true)) {
            tls.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: mta-sts.example.com\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(greeting(tls)).isEqualTo("HTTP/1.1 200 OK");
        }
        assertThat(host.requests()).hasSize(1);
        try (Socket socket = connect(lookUp("crl.ca.test"), addresses.httpPort())) {
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void anAttackerTakesTheHostsPlaceAndGivesItBack() throws Exception {
        MxServer server = network.mxServer("mx1.example.com");
        Mitm attacker = network.attack(server).greet("554 no");
        InetAddress address = server.address().getAddress();
        try (Socket socket = connect(address, addresses.smtpPort())) {
            assertThat(greeting(socket)).isEqualTo("554 no");
        }
        attacker.stop();
        try (Socket socket = connect(address, addresses.smtpPort())) {
            assertThat(greeting(socket)).startsWith("220");
        }
    }

    @Test
    void hostsBecomeUnreachableAndSilentAndComeBack() throws Exception {
        MxServer server = network.mxServer("mx1.example.com");
        InetAddress address = server.address().getAddress();
        for (int round = 0; round < 5; round++) {
            server.unreachable();
            assertThatThrownBy(() -> connect(address, addresses.smtpPort())).isInstanceOf(ConnectException.class);
            server.silent();
            assertThatThrownBy(() -> connect(address, addresses.smtpPort(), 1000))
                    .isInstanceOf(SocketTimeoutException.class);
            server.reachable();
            try (Socket socket = connect(address, addresses.smtpPort())) {
                assertThat(greeting(socket)).startsWith("220");
            }
        }
    }

    @Test
    void theNextNetworkCanHaveTheSameRoot() throws Exception {
        network.close();
        try (TestNetwork next = TestNetwork.startAt(addresses, network.ca())) {
            assertThat(next.ca().root()).isEqualTo(network.ca().root());
            ServerCertificate certificate = next.mxServer("mx1.example.com").certificate();
            network.ca()
                    .trustManager()
                    .checkServerTrusted(certificate.chain().toArray(new X509Certificate[0]), "ECDHE_ECDSA");
            assertThat(certificate.chain())
                    .hasSize(2)
                    .doesNotContain(network.ca().intermediate());
        }
    }

    @Test
    void reportsAnAddressThatIsInUseOrWrong() throws UnknownHostException {
        assertThatThrownBy(() -> TestNetwork.startAt(addresses)).isInstanceOf(UncheckedIOException.class);
        InetAddress ipv6 = InetAddress.getByAddress(new byte[16]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RealAddresses.onStandardPorts(addresses.dns(), ipv6))
                .withMessageContaining("IPv4");
    }
}
