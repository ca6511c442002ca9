package io.github.mtasts.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schemas of several versions, and the file that they are in. */
class MigrationsTest {
    private static final List<List<String>> STEPS = List.of(
            List.of("CREATE TABLE done (n INTEGER)", "INSERT INTO done VALUES (1)"),
            List.of("ALTER TABLE done ADD COLUMN m INTEGER NOT NULL DEFAULT 5"),
            List.of("UPDATE done SET m = m + n"));

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("store.db");
    }

    private SqliteDatabase open(int version) {
        Schema schema = new Schema(
                "test store", dialect -> new Migrations("tests", STEPS.subList(0, version)), List.of("done"));
        return SqliteDatabase.open(schema, file(), 1 << 20, Clock.systemUTC());
    }

    private static int number(SqliteDatabase store, String sql) {
        return store.read(session -> {
            try (ResultSet row = session.prepare(sql).executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        });
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void assertNewer(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NEWER_SCHEMA))
                .hasMessageContaining("update the library on this node");
    }

    @Test
    void eachMissingStepRunsOnce() {
        for (int version : new int[] {1, 1, 3, 3}) {
            open(version).close();
        }
        try (SqliteDatabase store = open(3)) {
            assertThat(number(store, "SELECT m FROM done")).isEqualTo(6);
            assertThat(number(store, "SELECT version FROM mta_sts_schema")).isEqualTo(3);
        }
        assertNewer(() -> open(2));
        try (SqliteDatabase store = open(3)) {
            assertThat(number(store, "SELECT m FROM done")).isEqualTo(6);
        }
    }

    @Test
    void aNewerSchemaIsRefusedByTheNextWriteAndByReadsWithinASecond() throws SQLException {
        try (SqliteDatabase store = open(1)) {
            assertThat(number(store, "SELECT n FROM done")).isEqualTo(1);
            execute("UPDATE mta_sts_schema SET version = 2");
            assertNewer(() -> store.write(session -> 1));
            Throwable refused = null;
            while (refused == null) {
                refused = catchThrowable(() -> store.read(session -> 1));
            }
            assertThat(refused)
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NEWER_SCHEMA));
            execute("UPDATE mta_sts_schema SET version = 1");
            assertThat(store.<Integer>write(session -> 1)).isEqualTo(1);
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path occupied = Files.writeString(folder.resolve("occupied"), "no folder");
        assertThatThrownBy(() -> SqliteDatabase.open(
                        new Schema("test store", dialect -> new Migrations("tests", STEPS), List.of()),
                        occupied.resolve("store.db"),
                        1 << 20,
                        Clock.systemUTC()))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.READ_ONLY))
                .hasMessageContaining("store.db.lock")
                .hasMessageContaining("give this process write permission");
    }

    @Test
    void aFileThatIsOpenTwiceIsRefused() {
        try (SqliteDatabase store = open(1)) {
            assertThatThrownBy(() -> open(1))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IN_USE));
            assertThat(number(store, "SELECT n FROM done")).isEqualTo(1);
        }
        open(1).close();
    }

    @Test
    void aStatementThatFailsSpoilsNothing() {
        try (SqliteDatabase store = open(1)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> number(store, "SELECT n FROM nowhere"))
                        .isInstanceOfSatisfying(
                                StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                        .hasMessageContaining("nowhere");
                assertThat(number(store, "SELECT n FROM done")).isEqualTo(1);
            }
        }
    }

    /** Another language, or a class that hides it from the compiler, may throw one. */
    @Test
    void aCheckedExceptionThatNoMethodDeclaresLeavesNoTransaction() {
        IOException undeclared = new IOException("the test");
        try (SqliteDatabase store = open(1)) {
            assertThatThrownBy(() -> store.write(session -> {
                        session.prepare("DELETE FROM done").executeUpdate();
                        throw FaultKindsTest.<RuntimeException>undeclared(undeclared);
                    }))
                    .isSameAs(undeclared);
            assertThat(number(store, "SELECT count(*) FROM done")).isEqualTo(1);
            assertThat(store.<Integer>write(
                            session -> session.prepare("UPDATE done SET n = 1").executeUpdate()))
                    .isEqualTo(1);
        }
    }

    @Test
    void anUncheckedExceptionInAWriteLeavesNoTransaction() {
        try (SqliteDatabase store = open(1)) {
            for (Throwable each : List.of(new IllegalStateException("the test"), new AssertionError("the test"))) {
                assertThatThrownBy(() -> store.write(session -> {
                            session.prepare("DELETE FROM done").executeUpdate();
                            if (each instanceof Error error) {
                                throw error;
                            }
                            throw (RuntimeException) each;
                        }))
                        .isSameAs(each);
                assertThat(number(store, "SELECT count(*) FROM done")).isEqualTo(1);
                assertThatThrownBy(() -> store.read(session -> {
                            session.prepare("SELECT n FROM done").executeQuery();
                            throw new IllegalStateException("the test");
                        }))
                        .hasMessage("the test");
                assertThat(store.<Integer>write(session ->
                                session.prepare("UPDATE done SET n = 1").executeUpdate()))
                        .isEqualTo(1);
            }
        }
    }
}
