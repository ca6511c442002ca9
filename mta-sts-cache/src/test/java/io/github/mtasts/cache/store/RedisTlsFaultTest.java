package io.github.mtasts.cache.store;

import io.github.mtasts.faults.FaultyRedisLine;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The fault contract with TLS up to the line that has the faults. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisTlsFaultTest extends RedisFaultContract {
    private RedisServer server;
    private TestNetwork network;
    private TrustedRoot root;

    @BeforeAll
    void startServer(@TempDir Path folder) throws Exception {
        server = RedisServer.running();
        network = TestNetwork.start();
        root = new TrustedRoot(network.ca(), folder);
    }

    @AfterAll
    void stopServer() throws IOException {
        root.close();
        network.close();
        server.close();
    }

    @Override
    RedisServer server() {
        return server;
    }

    @Override
    FaultyRedisLine line(int serverPort) throws IOException {
        return new FaultyRedisLine(
                network.ca()
                        .issue("localhost")
                        .serverContext()
                        .getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                serverPort);
    }

    @Override
    RedisPolicyStore.Builder at(int port) {
        return RedisPolicyStore.builder().uri(URI.create("rediss://localhost:" + port));
    }
}
