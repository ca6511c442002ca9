package io.github.mtasts.tool.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionCapTest {
    private final ConnectionCap cap = new ConnectionCap(
            new ServerLimits(4, 2, Duration.ofMinutes(1), 1_024, 8_192),
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE));

    @Test
    void countsTheAddressesOfANetworkOfAHouseholdTogether() throws UnknownHostException {
        EmbeddedChannel first = from("2001:db8:0:1::1");
        assertThat(first.isOpen()).isTrue();
        assertThat(from("2001:db8:0:1:ffff::2").isOpen()).isTrue();
        assertThat(from("2001:db8:0:1::3").isOpen()).isFalse();
        assertThat(from("2001:db8:0:2::1").isOpen()).isTrue();
        assertThat(cap.refused()).isEqualTo(1);

        assertThat(first.close().isSuccess()).isTrue();

        assertThat(from("2001:db8:0:1::4").isOpen()).isTrue();
    }

    @Test
    void countsEachIpv4AddressByItself() throws UnknownHostException {
        for (String address : new String[] {"192.0.2.1", "192.0.2.1", "192.0.2.2"}) {
            assertThat(from(address).isOpen()).isTrue();
        }
        assertThat(from("192.0.2.1").isOpen()).isFalse();
        assertThat(from("::ffff:192.0.2.1").isOpen()).isFalse();
        assertThat(from("192.0.2.3").isOpen()).isTrue();
    }

    private EmbeddedChannel from(String address) throws UnknownHostException {
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getByName(address), 50_000);
        return new EmbeddedChannel(cap) {
            @Override
            protected SocketAddress remoteAddress0() {
                return peer;
            }
        };
    }
}
