package io.github.mtasts.cache.store;

import io.github.mtasts.faults.FaultContract;
import io.github.mtasts.faults.FaultyRedisLine;
import io.github.mtasts.testkit.TestClock;
import java.io.IOException;
import java.time.Duration;

/** Injects faults into the line to a server. {@link RedisOutageTest} has real outages. */
abstract class RedisFaultContract extends FaultContract {
    abstract RedisServer server();

    FaultyRedisLine line(int serverPort) throws IOException {
        return new FaultyRedisLine(serverPort);
    }

    RedisPolicyStore.Builder at(int port) {
        return RedisPolicyStore.builder().address("127.0.0.1", port);
    }

    @Override
    protected Subject open() throws IOException {
        server().command("FLUSHALL");
        FaultyRedisLine line = line(server().port());
        TestClock clock = new TestClock(PolicyStoreContract.START);
        PolicyStore store =
                at(line.port()).timeout(Duration.ofMinutes(2)).clock(clock).open();
        return new FaultySubject(store, clock, line::fail, line::heal, line);
    }
}
