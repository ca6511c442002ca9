package io.github.mtasts.cache.store;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The fault contract over a server without TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisFaultTest extends RedisFaultContract {
    private RedisServer server;

    @BeforeAll
    void startServer() throws IOException {
        server = RedisServer.running();
    }

    @AfterAll
    void stopServer() throws IOException {
        server.close();
    }

    @Override
    RedisServer server() {
        return server;
    }
}
