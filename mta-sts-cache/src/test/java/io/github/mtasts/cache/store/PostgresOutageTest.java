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
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls whose connection is lost before or during the call, and calls after a restart of the server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresOutageTest {
    /** The time for which the pool does not check whether a connection is alive: here always, the worst case. */
    private static final String UNCHECKED = "com.zaxxer.hikari.aliveBypassWindowMs";

    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final PolicyDomain OTHER = PolicyDomain.of("other.example");

    private final TestClock clock = new TestClock(START);
    private PostgresServer server;
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
    void startServer(@TempDir Path folder) throws IOException {
        System.setProperty(UNCHECKED, Long.toString(Duration.ofDays(1).toMillis()));
        server = PostgresServer.in(folder);
    }

    @AfterAll
    void stopServer() throws IOException {
        System.clearProperty(UNCHECKED);
        server.close();
    }

    /** Writes two rows whose refresh is due. */
    @BeforeEach
    void open() throws IOException, SQLException {
        server.sql("DROP TABLE IF EXISTS mta_sts_policy, mta_sts_schema");
        line = new CutLine(server.port());
        clock.set(START);
        store = PostgresServer.store(line.port(), "?prepareThreshold=0")
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
        server.restart();
        assertWorks(call);
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void aCallWorksWhoseConnectionTheServerHasEnded(Call call) throws SQLException {
        server.endConnections();
        assertWorks(call);
    }

    @Test
    void readsAndWritesWhoseEndIsNotKnownAreDoneAgain() {
        line.cutWhenTheServerSends("COMMIT");
        assertThat(store.read(DOMAIN)).isNotNull();
        assertThat(line.wasCut()).isTrue();

        line.cutWhenTheServerSends("COMMIT");
        store.write(List.of(row("answer.example", "id1", START)));
        line.cutWhenTheClientSends("COMMIT");
        store.write(List.of(row("request.example", "id1", START)));
        assertThat(line.wasCut()).isTrue();
        assertThat(store.read(PolicyDomain.of("answer.example"))).isNotNull();
        assertThat(store.read(PolicyDomain.of("request.example"))).isNotNull();

        line.cutWhenTheServerSends("COMMIT");
        store.retryIn(DOMAIN, Duration.ofHours(1));
        line.cutWhenTheServerSends("COMMIT");
        store.used(List.of(DOMAIN));
        assertThat(line.wasCut()).isTrue();
        assertThat(claim(10)).contains(OTHER).doesNotContain(DOMAIN);
    }

    /** The stored version tells whether the tables exist. */
    @Test
    void theSchemaIsMadeAgainWhenItIsNotKnownWhetherItWasMade() throws SQLException {
        store.close();
        server.sql("DROP TABLE mta_sts_policy, mta_sts_schema");
        store = PostgresServer.store(line.port(), "").clock(clock).open();
        line.cutWhenTheServerSends("COMMIT");
        assertThat(claim(1)).isEmpty();
        assertThat(line.wasCut()).isTrue();
    }

    /** A repeated claim would take further domains, and nobody would refresh the first ones until their lease ends. */
    @Test
    void aClaimWhoseEndIsNotKnownIsNotMadeAgain() {
        line.cutWhenTheServerSends("COMMIT");
        assertUnreachable(() -> claim(1));
        assertThat(line.wasCut()).isTrue();
        assertThat(claim(10)).as("the first was made, once").hasSize(1);

        clock.advance(LEASE);
        line.cutWhenTheClientSends("COMMIT");
        assertUnreachable(() -> claim(1));
        assertThat(claim(10)).as("this one was not").hasSize(2);
    }

    /** A repeated removal would return false. */
    @Test
    void aRemovalWhoseEndIsNotKnownIsNotMadeAgain() {
        line.cutWhenTheServerSends("COMMIT");
        assertThatThrownBy(() -> store.remove(DOMAIN)).hasMessageContaining("may or may not have been made");
        assertThat(store.read(DOMAIN)).isNotNull().matches(StoredPolicy::isRemoval);
        assertThat(store.remove(DOMAIN)).isFalse();
    }
}
