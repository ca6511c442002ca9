package com.example;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.trust.TrustAnchors;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sender of src/main against the test kit, with the jars as they are published. */
@ExtendWith(TestNetworkExtension.class)
class SenderTest {
    @Test
    void opensASessionToAHostWithTls(TestNetwork network) {
        assertTrue(ready(network, network.mxServer("mx1.example.com")));
    }

    @Test
    void opensNoSessionWhereStartTlsWasStripped(TestNetwork network) {
        assertFalse(ready(network, network.mxServer("mx1.example.com").noStartTls()));
    }

    private static boolean ready(TestNetwork network, MxServer mx) {
        network.publish("example.com", "1", TestNetwork.policy("enforce", 86_400, "mx1.example.com"))
                .mx("example.com", "mx1.example.com");
        try (DnsResolver dns =
                        DnsResolver.builder().server(network.dns().address()).build();
                MtaSts mtaSts = MtaSts.builder()
                        .cache(MemoryPolicyCache.create())
                        .dns(dns)
                        .trustAnchors(TrustAnchors.of(List.of(network.ca().root())))
                        .socketFactory(network.sockets())
                        .clock(network.clock())
                        .build()) {
            return Sender.ready(mtaSts, "example.com", "mx1.example.com", () -> {
                Socket socket = network.sockets().createSocket();
                socket.connect(mx.address());
                return socket;
            });
        }
    }
}
