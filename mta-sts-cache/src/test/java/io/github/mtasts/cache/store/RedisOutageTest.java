package io.github.mtasts.cache.store;

import static io.github.mtasts.cache.store.PolicyStoreContract.DOMAIN;
import static io.github.mtasts.cache.store.PolicyStoreContract.START;
import static io.github.mtasts.cache.store.PolicyStoreContract.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls whose connection is lost before or during the call, and calls after a restart of the server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisOutageTest {
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final TestClock clock = new TestClock(START);
    private RedisServer server;
    private CutLine line;
    private PolicyStore store;

    private enum Call {
        READ,
        LIST,
        WRITE,
        CLAIM,
        REMOVE
    }

    private void assertWorks(Call call) {
        switch (call) {
            case READ -> assertThat(store.read(DOMAIN)).isNotNull();
            case LIST -> assertThat(store.list(null, 10)).hasSize(2);
            case WRITE -> {
                store.write(List.of(row("new.example", "id1", START)));
                assertThat(store.read(PolicyDomain.of("new.example"))).isNotNull();
            }
            case CLAIM -> {
                assertThat(claim(1)).hasSize(1);
                assertThat(claim(10)).hasSize(1);
            }
            case REMOVE -> assertThat(store.remove(DOMAIN)).isTrue();
        }
    }

    private List<PolicyDomain> claim(int limit) {
        return store.claimDue(limit, LEASE, Duration.ofDays(30));
    }

    @BeforeAll
    void startServer() throws IOException {
        server = RedisServer.running("--appendonly", "yes", "--appendfsync", "always");
    }

    @AfterAll
    void stopServer() throws IOException {
        server.close();
    }

    /** Writes two rows whose refresh is due. */
    @BeforeEach
    void open() throws IOException {
        server.command("FLUSHALL");
        line = new CutLine(server.port());
        clock.set(START);
        store = RedisPolicyStore.builder()
                .address("127.0.0.1", line.port())
                .timeout(Duration.ofMinutes(2))
                .clock(clock)
                .open();
        store.write(List.of(row("example.com", "id1", START), row("other.example", "id2", START)));
        clock.advance(Duration.ofHours(13));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        line.close();
    }

    private static void assertUnreachable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.UNREACHABLE));
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void theFirstCallAfterARestartOfTheServerWorks(Call call) throws IOException {
        server.stop();
        server.start();
        assertWorks(call);
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void aCallWorksWhoseConnectionTheServerHasEnded(Call call) throws IOException {
        server.command("CLIENT KILL TYPE normal SKIPME yes");
        assertWorks(call);
    }

    @Test
    void readsAndWritesWhoseEndIsNotKnownAreDoneAgain() {
        line.cutWhenTheServerSends("mx1.example.com");
        assertThat(store.read(DOMAIN)).isNotNull();
        assertThat(line.wasCut()).isTrue();

        line.cutWhenTheServerSends(":1");
        store.write(List.of(row("answer.example", "id1", START)));
        line.cutWhenTheClientSends("EVALSHA");
        store.write(List.of(row("request.example", "id1", START)));
        assertThat(line.wasCut()).isTrue();
        assertThat(store.read(PolicyDomain.of("answer.example"))).isNotNull();
        assertThat(store.read(PolicyDomain.of("request.example"))).isNotNull();
    }

    /** A repeated claim would take further domains, and nobody would refresh the first ones until their lease ends. */
    @Test
    void aClaimWhoseEndIsNotKnownIsNotMadeAgain() {
        line.cutWhenTheServerSends("example");
        assertUnreachable(() -> claim(1));
        assertThat(line.wasCut()).isTrue();
        assertThat(claim(10)).as("the first was made, once").hasSize(1);

        clock.advance(LEASE);
        line.cutWhenTheClientSends("EVALSHA");
        assertUnreachable(() -> claim(1));
        assertThat(claim(10)).as("this one was not").hasSize(2);
    }

    /** A repeated removal would return false. */
    @Test
    void aRemovalWhoseEndIsNotKnownIsNotMadeAgain() {
        line.cutWhenTheServerSends(":1");
        assertUnreachable(() -> store.remove(DOMAIN));
        assertThat(line.wasCut()).isTrue();
        assertThat(store.read(DOMAIN)).isNotNull().matches(StoredPolicy::isRemoval);
        assertThat(store.remove(DOMAIN)).isFalse();
    }
}
