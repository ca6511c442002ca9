package io.github.mtasts.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file that becomes read-only while it is open, and writable again. Root is refused nothing because of permissions, so the
 * files are made immutable, which needs root on Linux and a file system that knows it. Left out elsewhere.
 */
class SqliteReadOnlyTest {
    private static final Schema SCHEMA = new Schema(
            "test store",
            dialect -> new Migrations("tests", List.of(List.of("CREATE TABLE done (n INTEGER)"))),
            List.of("done"));

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("store.db");
    }

    /** Changes the flags of the file and its log. Its shared memory stays as it is: SQLite writes there to read. */
    private boolean change(String flag) {
        for (Path each : List.of(file(), folder.resolve("store.db-wal"))) {
            if (Files.exists(each) && !runs("chattr", flag, each.toString())) {
                return false;
            }
        }
        return true;
    }

    private static boolean runs(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    @AfterEach
    void makeWritable() {
        change("-i");
    }

    private static int insert(SqliteDatabase store) {
        return store.write(
                session -> session.prepare("INSERT INTO done VALUES (1)").executeUpdate());
    }

    private static int count(SqliteDatabase store) {
        return store.read(session -> {
            try (ResultSet row = session.prepare("SELECT count(*) FROM done").executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        });
    }

    private static void assertRefused(SqliteDatabase store, Kind kind, String advice) {
        assertThatThrownBy(() -> insert(store))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
                .hasMessageContaining(advice);
    }

    @Test
    void canBeReadWhileItIsReadOnlyAndBeWrittenAfterwards() {
        try (SqliteDatabase store = SqliteDatabase.open(SCHEMA, file(), 1 << 20, Clock.systemUTC())) {
            insert(store);
            assumeTrue(change("+i"), "left out: the file cannot be made immutable");
            assertRefused(store, Kind.UNREACHABLE, "check the disk and the permissions of the file");
            for (int i = 0; i < 3; i++) {
                assertRefused(store, Kind.READ_ONLY, "give this process write permission");
                assertThat(count(store)).isEqualTo(1);
            }
            assertThat(change("-i")).isTrue();
            insert(store);
            assertThat(count(store)).isEqualTo(2);
        }
        try (SqliteDatabase store = SqliteDatabase.open(SCHEMA, file(), 1 << 20, Clock.systemUTC())) {
            assertThat(count(store)).as("it was not moved aside").isEqualTo(2);
        }
    }

    @Test
    void canBeOpenedAndReadWhileItIsReadOnly() {
        SqliteDatabase.open(SCHEMA, file(), 1 << 20, Clock.systemUTC()).close();
        assumeTrue(change("+i"), "left out: the file cannot be made immutable");
        try (SqliteDatabase store = SqliteDatabase.open(SCHEMA, file(), 1 << 20, Clock.systemUTC())) {
            assertThat(count(store)).isZero();
            assertRefused(store, Kind.READ_ONLY, "give this process write permission");
            assertThat(change("-i")).isTrue();
            assertThat(insert(store)).isEqualTo(1);
        }
    }
}
