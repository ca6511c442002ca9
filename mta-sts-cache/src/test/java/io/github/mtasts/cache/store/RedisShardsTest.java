package io.github.mtasts.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The contract over a Redis Cluster of three processes, at the node that has the slot of the key prefix. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisShardsTest extends PolicyStoreContract {
    private RedisShards shards;
    private RedisServer owner;

    @BeforeAll
    void start() throws IOException {
        shards = RedisShards.running();
        owner = shards.owner("{mta-sts}:");
    }

    @AfterAll
    void stop() throws IOException {
        shards.close();
    }

    private static RedisPolicyStore.Builder at(RedisServer node) {
        return RedisPolicyStore.builder().address("127.0.0.1", node.port()).timeout(Duration.ofMinutes(2));
    }

    @Override
    PolicyStore emptyStore(Clock now) throws IOException {
        clock.set(START);
        owner.command("FLUSHALL");
        return at(owner).clock(now).open();
    }

    @Override
    boolean keepsExpiredRows() {
        return false;
    }

    @Test
    void anotherNodeSaysThatItHasNotTheseKeys() {
        try (PolicyStore elsewhere = at(shards.otherThan(owner)).open()) {
            assertThatThrownBy(() -> elsewhere.read(DOMAIN))
                    .hasMessageContaining("use the address of the node that has the slot");
        }
    }

    @Test
    void worksAfterItsNodeWasRestarted() throws IOException {
        store.write(List.of(row("example.com", "id1", START)));
        owner.stop();
        assertThatThrownBy(() -> store.read(DOMAIN)).hasMessageContaining("does not answer");
        owner.start();
        RedisShards.waitUntilReady(owner);
        assertThat(store.read(DOMAIN)).isNotNull();
        store.write(List.of(row("new.example", "id2", START)));
        assertThat(store.list(null, 10)).hasSize(2);
    }
}
