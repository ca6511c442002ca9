package io.github.mtasts.cache.store;

import io.github.mtasts.faults.FaultContract;
import io.github.mtasts.faults.FaultyRedisLine;
import io.github.mtasts.testkit.TestClock;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Injects faults into the line to a server. {@link RedisOutageTest} has real outages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisFaultTest extends FaultContract {
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
    protected Subject open() throws IOException {
        server.command("FLUSHALL");
        FaultyRedisLine line = new FaultyRedisLine(server.port());
        TestClock clock = new TestClock(PolicyStoreContract.START);
        PolicyStore store = RedisPolicyStore.builder()
                .address("127.0.0.1", line.port())
                .timeout(Duration.ofMinutes(2))
                .clock(clock)
                .open();
        return new FaultySubject(store, clock, line::fail, line::heal, line);
    }
}
