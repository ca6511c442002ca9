package io.github.mtasts.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import io.github.mtasts.faults.FreePort;
import io.github.mtasts.name.PolicyDomain;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresPolicyStoreTest extends PolicyStoreContract {
    private static final String TABLES = "DROP TABLE IF EXISTS mta_sts_policy, mta_sts_schema";
    /** The time limit for answers on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private EmbeddedPostgres server;

    PostgresPolicyStoreTest() throws IOException {
        server = EmbeddedPostgres.builder().setPGStartupWait(PATIENCE).start();
    }

    @BeforeAll
    void isUp() throws SQLException {
        sql("SELECT 1");
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @Override
    PolicyStore emptyStore(Clock now) throws SQLException {
        clock.set(START);
        sql(TABLES);
        return builder().clock(now).open();
    }

    private PostgresPolicyStore.Builder builder() {
        return PostgresPolicyStore.builder(server.getJdbcUrl("postgres", "postgres"))
                .credentials("postgres", "")
                .timeout(PATIENCE);
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void assertFault(Kind kind, String sentence, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
                .hasMessageContaining(sentence);
    }

    @Test
    void makesItsTablesWhenManyNodesStartAtOnce() throws SQLException {
        sql(TABLES);
        List<PolicyStore> nodes = IntStream.range(0, 8)
                .<PolicyStore>mapToObj(i -> builder().maxConnections(1).open())
                .toList();
        CompletableFuture.allOf(IntStream.range(0, 8)
                        .mapToObj(i -> CompletableFuture.runAsync(
                                () -> nodes.get(i).write(List.of(row("d" + i + ".example", "id" + i, START)))))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        assertThat(nodes.get(0).list(null, 10)).hasSize(8);
        nodes.forEach(PolicyStore::close);
    }

    @Test
    void judgesByTheClockOfTheServer() {
        try (PolicyStore node = builder().open()) {
            Instant ahead = Instant.now().plus(Duration.ofDays(2));
            node.write(List.of(row("example.com", "ahead", ahead)));
            Instant now = Instant.now();
            node.write(List.of(row("example.com", "now", now.plus(Duration.ofDays(1)))));
            assertThat(node.read(DOMAIN))
                    .isNotNull()
                    .extracting(StoredPolicy::id)
                    .isEqualTo("now");
        }
    }

    @Test
    void sharesRowsAndNewsAndClaimsAmongNodes() {
        try (PolicyStore other = builder().clock(clock).open()) {
            PolicyStore.Changes before = other.changes(null, 10);
            store.write(List.of(row("example.com", "id1", START)));
            assertThat(other.read(DOMAIN)).isNotNull();
            assertThat(other.changes(before.mark(), 10).rows())
                    .extracting(StoredPolicy::id)
                    .containsExactly("id1");
            clock.advance(Duration.ofHours(13));
            assertThat(store.claimDue(1, Duration.ofMinutes(5), Duration.ofDays(30)))
                    .hasSize(1);
            assertThat(other.claimDue(1, Duration.ofMinutes(5), Duration.ofDays(30)))
                    .isEmpty();
        }
    }

    @Test
    void saysWhenTheServerIsDownAndWorksWhenItIsBack() throws IOException {
        int port = FreePort.choose();
        Path data = Files.createDirectory(folder.resolve("data"));
        try (PolicyStore node = PostgresPolicyStore.builder("jdbc:postgresql://localhost:" + port + "/postgres?x=1")
                .credentials("postgres", "secret")
                .timeout(PATIENCE) // not reached: a server that is down refuses connections at once
                .clock(clock)
                .open()) {
            assertFault(Kind.UNREACHABLE, "localhost:" + port + "/postgres failed", () -> node.read(DOMAIN));
            try (EmbeddedPostgres first = start(port, data)) {
                node.write(List.of(row("example.com", "id1", START)));
                assertThat(first.getPort()).isEqualTo(port);
            }
            assertFault(Kind.UNREACHABLE, "check the server and the network", () -> node.read(DOMAIN));
            try (EmbeddedPostgres second = start(port, data)) {
                assertThat(node.read(DOMAIN)).as("on port " + second.getPort()).isNotNull();
            }
        }
    }

    private static EmbeddedPostgres start(int port, Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(PATIENCE)
                .start();
    }

    @Test
    void refusesANewerSchemaWhileItIsOpen() throws SQLException {
        store.write(List.of(row("example.com", "id1", START)));
        sql("UPDATE mta_sts_schema SET version = 99");
        assertFault(
                Kind.NEWER_SCHEMA, "update the library", () -> store.write(List.of(row("b.example", "id2", START))));
        sql("UPDATE mta_sts_schema SET version = 2");
        store.write(List.of(row("b.example", "id2", START)));
        assertThat(store.list(null, 10)).hasSize(2);
    }

    @Test
    void migratesTheSchemaOfEachRelease() throws Exception {
        store.close();
        sql(TABLES);
        for (String statement : ReleasedSchema.statements("postgres-policies-1.sql")) {
            sql(statement);
        }
        store = builder().clock(clock).open();
        ReleasedSchema.assertWorks(store);
    }

    @Test
    void deletesExpiredRowsForNewOnesBeyondItsBudget() {
        store.write(List.of(row("example.com", policy(60), "id1", START), row("live.example", "id2", START)));
        clock.advance(Duration.ofHours(1));
        try (PolicyStore small = builder().clock(clock).budgetOctets(1).open()) {
            assertFault(
                    Kind.FULL,
                    "refused 1 policies",
                    () -> small.write(List.of(row("a.example", "id3", START), row("b.example", "id4", START))));
            assertThat(small.list(null, 10)).extracting(StoredPolicy::id).containsExactly("id3", "id2");
        }
    }

    @Test
    void doesNotTouchTheSchemaOfANewerVersion() throws SQLException {
        store.read(DOMAIN);
        sql("UPDATE mta_sts_schema SET version = 99");
        try (PolicyStore node = builder().open()) {
            assertFault(Kind.NEWER_SCHEMA, "update the library", () -> node.read(DOMAIN));
        }
    }

    @Test
    void makesItsTablesAgainWhenSomebodyDroppedThem() throws SQLException {
        store.write(List.of(row("example.com", "id1", START)));
        sql(TABLES);
        assertThat(store.read(DOMAIN)).isNull();
    }

    @Test
    void saysWhenItMayNotWrite() throws SQLException {
        store.write(List.of(row("example.com", "id1", START)));
        sql("ALTER DATABASE postgres SET default_transaction_read_only = on");
        try (PolicyStore node = builder().clock(clock).open()) {
            assertFault(Kind.READ_ONLY, "cannot be written", () -> node.write(List.of(row("b.example", "id2", START))));
        } finally {
            sql(
                    "SET default_transaction_read_only = off",
                    "ALTER DATABASE postgres RESET default_transaction_read_only");
        }
    }

    @Test
    void refusesNewDomainsBeyondItsBudget() {
        store.write(List.of(row("example.com", "id1", START)));
        try (PolicyStore small = builder().clock(clock).budgetOctets(1).open()) {
            assertFault(
                    Kind.FULL,
                    "refused 1 policies",
                    () -> small.write(List.of(row("example.com", "id2", START), row("new.example", "id3", START))));
            assertThat(small.read(DOMAIN))
                    .isNotNull()
                    .extracting(StoredPolicy::id)
                    .isEqualTo("id2");
            assertThat(small.read(PolicyDomain.of("new.example"))).isNull();
        }
    }

    @Test
    @Tag("STS-10.2-05")
    void worksOverAPoolOfTheMailServer() {
        try (PolicyStore node =
                PostgresPolicyStore.over(server.getPostgresDatabase()).open()) {
            node.write(List.of(row("example.com", "id1", START)));
            assertThat(node.read(DOMAIN)).isNotNull();
        }
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> builder().maxConnections(0)).hasMessageContaining("maxConnections is 0");
        assertThatThrownBy(() -> builder().timeout(Duration.ZERO)).hasMessageContaining("timeout is PT0S");
    }
}
