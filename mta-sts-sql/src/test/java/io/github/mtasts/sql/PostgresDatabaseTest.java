package io.github.mtasts.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Repetition of work whose connection is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresDatabaseTest {
    private static final Schema SCHEMA = new Schema(
            "test store", dialect -> new Migrations("tests", List.of(List.of("CREATE TABLE done (n INT)"))), List.of());
    /** The time for which the pool does not check whether a connection is alive. */
    private static final String UNCHECKED = "com.zaxxer.hikari.aliveBypassWindowMs";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final AtomicInteger runs = new AtomicInteger();
    private EmbeddedPostgres server;
    private PostgresDatabase database;

    private enum Way {
        READ,
        WRITE,
        WRITE_IDEMPOTENT
    }

    private int run(Way way, Database.Work<Integer> work) {
        return switch (way) {
            case READ -> database.read(work);
            case WRITE -> database.write(work);
            case WRITE_IDEMPOTENT -> database.writeIdempotent(work);
        };
    }

    @BeforeAll
    void startServer() throws Exception {
        System.setProperty(UNCHECKED, Long.toString(Duration.ofDays(1).toMillis()));
        server = EmbeddedPostgres.builder().setPGStartupWait(PATIENCE).start();
    }

    @AfterAll
    void stopServer() throws Exception {
        System.clearProperty(UNCHECKED);
        server.close();
    }

    @BeforeEach
    void open() throws SQLException {
        sql("DROP TABLE IF EXISTS done, mta_sts_schema");
        runs.set(0);
        database = over(server.getPostgresDatabase(), access());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private PostgresAccess access() {
        return PostgresAccess.to(server.getJdbcUrl("postgres", "postgres"))
                .credentials("postgres", "")
                .timeout(PATIENCE)
                .maxConnections(1);
    }

    private static PostgresDatabase over(DataSource server, PostgresAccess access) {
        return new PostgresDatabase(SCHEMA, new PooledConnections(server, access), "of the test", null);
    }

    private static int insert(Session session) throws SQLException {
        return session.prepare("INSERT INTO done VALUES (1)").executeUpdate();
    }

    private int inserted() {
        return database.read(session -> {
            try (var rows = session.prepare("SELECT count(*) FROM done").executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        });
    }

    private static void assertUnreachable(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void workIsDoneOnceMoreWhenItsConnectionEndsBeforeTheCommit(Way way) {
        run(way, session -> {
            insert(session);
            if (runs.incrementAndGet() == 1) {
                endConnections();
            }
            return insert(session);
        });
        assertThat(runs).hasValue(2);
        assertThat(inserted()).as("the first time was undone").isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void workIsDoneTwiceAtMost(Way way) {
        assertThatThrownBy(() -> run(way, session -> {
                    runs.incrementAndGet();
                    endConnections();
                    return insert(session);
                }))
                .satisfies(PostgresDatabaseTest::assertUnreachable);
        assertThat(runs).hasValue(2);
    }

    @Test
    void onlyIdempotentWorkIsDoneAgainOnceTheCommitWasSent() {
        Database.Work<Integer> work = session -> {
            int done = insert(session);
            if (runs.incrementAndGet() == 1) {
                endConnections();
            }
            return done;
        };
        assertThatThrownBy(() -> database.write(work))
                .satisfies(PostgresDatabaseTest::assertUnreachable)
                .hasMessageContaining("test store of the test lost its connection during a commit");
        assertThat(runs).hasValue(1);
        runs.set(0);
        assertThat(database.writeIdempotent(work)).isEqualTo(1);
        assertThat(runs).hasValue(2);
        assertThat(inserted()).isEqualTo(1);
    }

    @Test
    void workThatHandedOutAResultIsNotRepeated() {
        assertThatThrownBy(() -> database.read(session -> {
                    runs.incrementAndGet();
                    session.keepFromRepeating();
                    endConnections();
                    return insert(session);
                }))
                .satisfies(PostgresDatabaseTest::assertUnreachable);
        assertThat(runs).hasValue(1);
    }

    @Test
    void makesTheSchemaAgainWhenItsConnectionEnds() {
        Schema interrupted = new Schema("test store", this::migrationsThatAreInterruptedOnce, List.of());
        try (PostgresDatabase other = PostgresDatabase.connect(interrupted, access(), null)) {
            assertThat(other.write(PostgresDatabaseTest::insert)).isEqualTo(1);
        }
        assertThat(runs).hasValue(2);
    }

    private Migrations migrationsThatAreInterruptedOnce(Dialect dialect) {
        try {
            if (runs.incrementAndGet() == 1) {
                endConnections();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return SCHEMA.migrations().apply(dialect);
    }

    /** Ends all client connections but its own. */
    private void endConnections() throws SQLException {
        sql("SELECT pg_terminate_backend(pid, " + PATIENCE.toMillis() + ") FROM pg_stat_activity"
                + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** After a failure HikariCP delays its attempts, from 10 ms up to 5 s; here it never connects. */
    @Test
    void doesNotWaitForAPoolThatPutsOffConnecting() {
        Thread caller = Thread.currentThread();
        DataSource forTheCallerOnly = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection") && Thread.currentThread() != caller) {
                        throw new SQLException("The pool cannot connect.", "08001");
                    }
                    try {
                        return method.invoke(server.getPostgresDatabase(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        try (PostgresDatabase other = over(forTheCallerOnly, access())) {
            assertThat(other.write(PostgresDatabaseTest::insert)).isEqualTo(1);
            assertThat(other.write(PostgresDatabaseTest::insert)).isEqualTo(1);
        }
    }

    @Test
    void makesNoMoreConnectionsThanItMay() {
        CountDownLatch isAtWork = new CountDownLatch(1);
        CountDownLatch isDone = new CountDownLatch(1);
        try (PostgresDatabase other = over(server.getPostgresDatabase(), access().timeout(Duration.ofSeconds(1)))) {
            assertThat(other.write(PostgresDatabaseTest::insert)).isEqualTo(1); // the connection is open
            CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> other.write(session -> {
                isAtWork.countDown();
                await(isDone);
                return insert(session);
            }));
            await(isAtWork);
            assertThatThrownBy(() -> other.read(PostgresDatabaseTest::insert))
                    .satisfies(PostgresDatabaseTest::assertUnreachable)
                    .hasMessageContaining("all 1 connections were in use for PT1S");
            isDone.countDown();
            assertThat(first.join()).isEqualTo(1);
        }
    }

    /** Idle connections of the pool count, too, when others are opened beside it. */
    @Test
    void hasNoMoreConnectionsOpenThanItMayWhenTheyAreLost() throws SQLException {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        DataSource counted = counted(open, most);
        try (PostgresDatabase other = over(counted, access().maxConnections(3).timeout(PATIENCE))) {
            for (int round = 0; round < 5; round++) {
                List<CompletableFuture<Integer>> calls = IntStream.range(0, 6)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() -> other.write(PostgresDatabaseTest::insert)))
                        .toList();
                calls.forEach(call -> assertThat(call.join()).isEqualTo(1));
                endConnections();
            }
        }
        assertThat(most).hasValueBetween(1, 3);
    }

    private DataSource counted(AtomicInteger open, AtomicInteger most) {
        return proxy(DataSource.class, server.getPostgresDatabase(), (name, result) -> {
            if (!(result instanceof Connection connection)) {
                return result;
            }
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            AtomicBoolean isClosed = new AtomicBoolean();
            return proxy(Connection.class, connection, (call, answer) -> {
                if ((call.equals("close") || call.equals("abort")) && isClosed.compareAndSet(false, true)) {
                    open.decrementAndGet();
                }
                return answer;
            });
        });
    }

    private static <T> T proxy(Class<T> type, T target, BiFunction<String, Object, Object> after) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader() == null ? ClassLoader.getPlatformClassLoader() : type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> {
                    try {
                        return after.apply(method.getName(), method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    void givesConnectionsBackAsTheyCame() throws SQLException {
        try (Connection shared = server.getPostgresDatabase().getConnection()) {
            PostgresDatabase other = PostgresDatabase.over(SCHEMA, unclosed(shared), null);
            other.write(PostgresDatabaseTest::insert);
            assertThat(shared.getAutoCommit()).isTrue();
            assertThatThrownBy(() -> other.write(session -> {
                        insert(session);
                        throw new IllegalStateException("the test");
                    }))
                    .hasMessage("the test");
            assertThat(shared.getAutoCommit()).isTrue();
        }
        assertThat(inserted()).isEqualTo(1);
    }

    /** Returns a pool that gives one connection again and again. */
    private static DataSource unclosed(Connection connection) {
        Connection kept = (Connection) Proxy.newProxyInstance(
                PostgresDatabaseTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return (DataSource) Proxy.newProxyInstance(
                PostgresDatabaseTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> kept);
    }

    @Test
    void takesTheUserOfTheUrlWhenNoneIsSet() {
        String url = server.getJdbcUrl("postgres", "postgres");
        assertThat(url).contains("user=postgres");
        try (PostgresDatabase other = PostgresDatabase.connect(SCHEMA, PostgresAccess.to(url), null)) {
            assertThat(other.write(PostgresDatabaseTest::insert)).isEqualTo(1);
        }
    }

    @Test
    void opensNoMoreThanItsLimit() throws SQLException {
        LimitedConnections limited = new LimitedConnections(server.getPostgresDatabase(), 1);
        Connection first = limited.getConnection();
        assertThat(limited.getConnection(0)).isNull();
        assertThatThrownBy(() -> limited.getConnection()).hasMessageContaining("all 1 connections are open");
        first.close();
        first.close();
        try (Connection second = limited.getConnection()) {
            assertThat(second.isClosed()).isFalse();
            assertThat(limited.getConnection(0)).as("freed once").isNull();
        }
    }

    @Test
    void tellsTheSizeOfItsTablesAndTheTimeOfTheServer() {
        Schema schema = new Schema("test store", SCHEMA.migrations(), List.of("done", "mta_sts_schema"));
        try (PostgresDatabase other = PostgresDatabase.connect(schema, access(), null)) {
            other.write(PostgresDatabaseTest::insert);
            assertThat(other.size()).isGreaterThan(0).isLessThan(1 << 20);
            assertThat(other.<Long>read(other::now))
                    .isBetween(1_700_000_000_000L, System.currentTimeMillis() + 3_600_000);
            assertThat(other.dialect().isShared()).isTrue();
        }
    }

    @Test
    void namesNoPassword() {
        assertThat(PostgresAccess.to("jdbc:postgresql://host/x?password=secret").credentials("me", "secret2"))
                .asString()
                .doesNotContain("secret")
                .contains("jdbc:postgresql://host/x");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void asksThePoolOfTheMailServerOnceMore() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDataSource(server.getPostgresDatabase());
        config.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            PostgresDatabase other = PostgresDatabase.over(SCHEMA, pool, null);
            other.write(PostgresDatabaseTest::insert);
            endConnections();
            assertThat(other.write(PostgresDatabaseTest::insert)).isEqualTo(1);
        }
    }

    @Test
    void namesNoPasswordWhenThereIsNoDriver() {
        assertThatThrownBy(() ->
                        PostgresDatabase.connect(SCHEMA, PostgresAccess.to("jdbc:none://host/x?password=secret"), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jdbc:none://host/x")
                .hasMessageNotContaining("secret");
    }
}
