package io.github.mtasts.tool.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.faults.FreePort;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpServerTest {
    @Test
    void saysThatLowPortsNeedARight() {
        InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.1", 443);

        assertThatThrownBy(() -> HttpServer.start(
                        "test",
                        ServerLimits.SMALL_REQUESTS,
                        null,
                        List.of(elsewhere),
                        ChannelInboundHandlerAdapter::new))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot listen at 192.0.2.1:443: ")
                .hasMessageEndingWith("a port below 1024 needs the right CAP_NET_BIND_SERVICE");
    }

    /** As in the example of a configuration. */
    @Test
    void listensEverywhereByBothVersionsOfIp() throws IOException {
        int port = FreePort.choose();
        try (HttpServer server = HttpServer.start(
                        "test",
                        ServerLimits.SMALL_REQUESTS,
                        null,
                        List.of(new InetSocketAddress("0.0.0.0", port), new InetSocketAddress("::", port)),
                        ChannelInboundHandlerAdapter::new);
                Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(client.isConnected()).isTrue();
            assertThat(server.addresses()).hasSize(1);
        }
    }
}
