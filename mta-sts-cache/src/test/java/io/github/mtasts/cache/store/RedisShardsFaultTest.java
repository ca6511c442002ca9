package io.github.mtasts.cache.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The fault contract over a Redis Cluster of three processes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisShardsFaultTest extends RedisFaultContract {
    private RedisShards shards;

    @BeforeAll
    void startServers() throws IOException {
        shards = RedisShards.running();
    }

    @AfterAll
    void stopServers() throws IOException {
        shards.close();
    }

    @Override
    RedisServer server() {
        try {
            return shards.owner("{mta-sts}:");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
