package io.github.mtasts.cache;

import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.RedisPolicyStore;
import io.github.mtasts.cache.store.RedisServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisClusterTest extends ClusterContract {
    private final RedisServer server;

    RedisClusterTest() throws IOException {
        server = RedisServer.running();
    }

    @AfterAll
    void stopServer() throws IOException {
        server.close();
    }

    @Override
    PolicyStore connect(Clock now, boolean isFirst) throws IOException {
        if (isFirst) {
            server.command("FLUSHALL");
        }
        return RedisPolicyStore.builder()
                .address("127.0.0.1", server.port())
                .timeout(Duration.ofMinutes(2))
                .clock(now)
                .open();
    }
}
