package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

@ExtendWith(TestNetworkExtension.class)
class TestNetworkTest {
    private static InetAddress address(int... octets) throws UnknownHostException {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return InetAddress.getByAddress(bytes);
    }

    @Test
    void socketsReturnTheVirtualAddress(TestNetwork network) throws Exception {
        MxServer server = network.mxServer("mx1.example.com");
        try (Socket socket = network.sockets().createSocket("mx1.example.com", 25)) {
            assertThat(socket.getInetAddress()).isEqualTo(server.address().getAddress());
            assertThat(socket.getPort()).isEqualTo(25);
            assertThat(socket.getRemoteSocketAddress()).isEqualTo(server.address());
            assertThat(socket.getLocalAddress().isLoopbackAddress()).isTrue();
            assertThat(socket.toString()).contains("198.51.100.");
        }
        assertThat(network.isVirtual()).isTrue();
        assertThat(network.connections()).containsExactly(server.address());
        network.clearConnections();
        assertThat(network.connections()).isEmpty();
        try (Socket socket = network.sockets().createSocket()) {
            assertThat(socket.getInetAddress()).isNull();
            assertThat(socket.getRemoteSocketAddress()).isNull();
        }
    }

    @Test
    void refusesConnectionsToAddressesWithoutAHost(TestNetwork network) throws Exception {
        network.policyHost("example.com");
        InetSocketAddress port80 = new InetSocketAddress(
                network.policyHost("example.com").address().getAddress(), 80);
        InetSocketAddress nowhere = new InetSocketAddress(address(93, 184, 216, 34), 443);
        for (InetSocketAddress target : new InetSocketAddress[] {port80, nowhere}) {
            try (Socket socket = network.sockets().createSocket()) {
                assertThatThrownBy(() -> socket.connect(target, 120_000))
                        .isInstanceOf(ConnectException.class)
                        .hasMessageContaining(target.toString());
            }
        }
        assertThat(network.connections()).containsExactly(port80, nowhere);
        assertThatThrownBy(() -> network.sockets().createSocket("no.such.test", 25))
                .isInstanceOf(UnknownHostException.class);
        try (Socket socket = network.sockets().createSocket()) {
            assertThatThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved("x.test", 1)))
                    .isInstanceOf(UnknownHostException.class);
        }
    }

    @Test
    void privateAddressesStayReal(TestNetwork network) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket =
                        network.sockets().createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
            assertThat(socket.isConnected()).isTrue();
            assertThat(network.route((InetSocketAddress) listener.getLocalSocketAddress()))
                    .isEqualTo(listener.getLocalSocketAddress());
        }
    }

    @Test
    void connectionsToSilentHostsTimeOutOrAreClosed(TestNetwork network) throws Exception {
        MxServer server = network.mxServer("mx1.example.com").silent();
        try (Socket socket = network.sockets().createSocket()) {
            assertThatThrownBy(() -> socket.connect(server.address(), 50)).isInstanceOf(SocketTimeoutException.class);
        }
        Socket socket = network.sockets().createSocket();
        CompletableFuture<Void> attempt = CompletableFuture.runAsync(() -> {
            assertThatThrownBy(() -> socket.connect(server.address())).isInstanceOf(SocketException.class);
        });
        socket.close();
        attempt.get(2, TimeUnit.MINUTES);
        assertThatThrownBy(() -> socket.connect(server.address())).isInstanceOf(SocketException.class);
    }

    @Test
    void routesForClientsThatOpenTheirOwnSockets(TestNetwork network) throws Exception {
        MxServer server = network.mxServer("mx1.example.com");
        try (SocketChannel channel = SocketChannel.open(network.route(server.address()))) {
            assertThat(channel.isConnected()).isTrue();
        }
        server.unreachable();
        InetSocketAddress refusing = network.route(server.address());
        assertThatThrownBy(() -> SocketChannel.open(refusing)).isInstanceOf(ConnectException.class);
        server.silent();
        InetSocketAddress silent = network.route(server.address());
        try (Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(silent, 100)).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(network.connections()).hasSize(3);
    }

    @Test
    void aThousandHostsAreCheap(TestNetwork network) throws Exception {
        Set<InetAddress> addresses = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String domain = "d" + i + ".test";
            network.publish(domain, "1", TestNetwork.policy("testing", 86_400, "mx." + domain));
            addresses.add(network.policyHost(domain).address().getAddress());
        }
        assertThat(addresses).hasSize(1000);
        assertThat(addresses).noneMatch(InetAddress::isSiteLocalAddress);
        assertThat(HttpsClient.get(network, network.policyHost("d999.test")).body())
                .contains("mx: mx.d999.test\r\n");
        assertThat(kitThreads()).isLessThan(20);
    }

    @Test
    void publishesMx(TestNetwork network) throws Exception {
        network.mx("example.com", "old.test").mx("example.com", "mx1.example.com", "mx2.example.com");
        Message answer = new SimpleResolver(network.dns().address())
                .send(Message.newQuery(Record.newRecord(Name.fromConstantString("example.com."), Type.MX, DClass.IN)));
        assertThat(answer.getSection(Section.ANSWER))
                .extracting(Record::rdataToString)
                .containsExactlyInAnyOrder("10 mx1.example.com.", "20 mx2.example.com.");
    }

    @Test
    void closingEndsEverything() throws Exception {
        TestNetwork network = TestNetwork.start();
        network.policyHost("example.com").stall();
        network.mxServer("mx1.example.com").silentGreeting();
        CompletableFuture<Void> fetch = CompletableFuture.runAsync(() -> {
            assertThatThrownBy(() -> HttpsClient.get(network, network.policyHost("example.com")))
                    .isInstanceOf(Exception.class);
        });
        Socket socket = network.sockets().createSocket("mx1.example.com", 25);
        InetSocketAddress dns = network.dns().address();
        network.close(); // throws when a thread does not end
        fetch.get(2, TimeUnit.MINUTES);
        assertThat(socket.isClosed()).isTrue();
        try (Socket late = new Socket()) {
            assertThatThrownBy(() -> late.connect(dns, 120_000)).isInstanceOf(ConnectException.class);
        }
        network.close();
    }

    private static long kitThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("testkit-")
                        || thread.getName().startsWith("MockWebServer"))
                .count();
    }
}
