package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An opened connection has the greeting first, and the state and options of the socket behind it, until it is parked. */
class GreetedSocketTest {
    private ServerSocket server;
    private Socket behind;
    private Socket peer;
    private GreetedSocket socket;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        behind = new Socket(server.getInetAddress(), server.getLocalPort());
        peer = server.accept();
        EhloReply ehlo = new EhloReply(List.of("250-mx1.example.com", "250 SIZE"));
        socket = new GreetedSocket(
                behind, "mx1.example.com", new FirstEhlo(behind, "mx1.example.com", ehlo, new byte[0], null));
    }

    @AfterEach
    void close() throws IOException {
        behind.close();
        peer.close();
        server.close();
    }

    @Test
    void startsWithTheGreetingAndGoesOnWithThePeer() throws IOException {
        peer.getOutputStream().write("250 mx1\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        assertThat(in.readLine()).isEqualTo("220 mx1.example.com ESMTP");
        socket.getOutputStream().write("QUIT\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        assertThat(in.readLine()).isEqualTo("250 mx1");
        assertThat(peer.getInputStream().read()).isEqualTo('Q');
    }

    @Test
    void hasTheAddressesAndOptionsOfTheSocketBehindIt() throws IOException {
        socket.setSoTimeout(1_234);
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.setSoLinger(true, 5);
        assertThat(behind.getSoTimeout()).isEqualTo(1_234).isEqualTo(socket.getSoTimeout());
        assertThat(behind.getTcpNoDelay()).isTrue().isEqualTo(socket.getTcpNoDelay());
        assertThat(behind.getKeepAlive()).isTrue().isEqualTo(socket.getKeepAlive());
        assertThat(behind.getSoLinger()).isEqualTo(5).isEqualTo(socket.getSoLinger());
        assertThat(socket.getPort()).isEqualTo(server.getLocalPort());
        assertThat(socket.getLocalPort()).isEqualTo(behind.getLocalPort());
        assertThat(socket.getInetAddress()).isEqualTo(behind.getInetAddress());
        assertThat(socket.getLocalAddress()).isEqualTo(behind.getLocalAddress());
        assertThat(socket.getRemoteSocketAddress()).isEqualTo(behind.getRemoteSocketAddress());
        assertThat(socket.getLocalSocketAddress()).isEqualTo(behind.getLocalSocketAddress());
        assertThat(socket).hasToString(behind.toString());
    }

    @Test
    void hasTheStateOfTheSocketBehindIt() throws IOException {
        var in = socket.getInputStream();
        assertThat(socket.isConnected() && socket.isBound()).isTrue();
        assertThat(socket.isInputShutdown() || socket.isOutputShutdown()).isFalse();
        socket.shutdownInput();
        socket.shutdownOutput();
        assertThat(socket.isInputShutdown() && socket.isOutputShutdown()).isTrue();
        in.close();
        assertThat(behind.isClosed() && socket.isClosed()).isTrue();
    }

    @Test
    void isOfNoMoreUseOnceParked() throws IOException {
        var out = socket.getOutputStream();
        assertThat(socket.park()).isSameAs(behind);
        assertThat(socket.isClosed()).isTrue();
        out.close();
        socket.close();
        assertThat(behind.isClosed()).as("its pool has it").isFalse();
        assertThatThrownBy(() -> socket.setSoTimeout(1))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("Candidate.Proceed.reuse");
    }
}
