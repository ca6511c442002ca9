package io.github.mtasts.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

class TrackedSocketsTest {
    private final TrackedSockets sockets = new TrackedSockets(SocketFactory.getDefault());

    @Test
    void closesWhatIsOpen() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Socket unconnected = sockets.createSocket();
                Socket connected = sockets.createSocket();
                Socket byAddress = sockets.createSocket(server.getInetAddress(), server.getLocalPort());
                Socket byName = sockets.createSocket("127.0.0.1", server.getLocalPort())) {
            connected.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            sockets.closeAll();
            assertThat(unconnected.isClosed()).isTrue();
            assertThat(connected.isClosed()).isTrue();
            assertThat(byAddress.isClosed()).isTrue();
            assertThat(byName.isClosed()).isTrue();
        }
    }

    @Test
    void makesFurtherSocketsAfterwards() throws IOException {
        sockets.closeAll();
        try (Socket socket = sockets.createSocket()) {
            assertThat(socket.isClosed()).isFalse();
        }
    }
}
