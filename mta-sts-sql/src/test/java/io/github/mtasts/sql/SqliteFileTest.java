package io.github.mtasts.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import io.github.mtasts.sqlite.SqliteFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stores in one file. */
class SqliteFileTest {
    private static final Schema A = schema("a");
    private static final Schema B = schema("b");
    private static final long SHARE = 200_000;

    @TempDir
    private Path folder;

    private SqliteFile file;
    private SqliteDatabase a;
    private SqliteDatabase b;

    private static Schema schema(String name) {
        return new Schema(
                name + " store",
                dialect -> new Migrations(name, List.of(List.of("CREATE TABLE " + name + " (n INTEGER, octets BLOB)"))),
                List.of(name));
    }

    private Path path() {
        return folder.resolve("mail.db");
    }

    @BeforeEach
    void open() {
        file = SqliteFile.builder(path()).budgetOctets(1_000_000).open();
        a = SqliteDatabase.in(file, A, SHARE, null);
        b = SqliteDatabase.in(file, B, SHARE, null);
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
        file.close();
    }

    private static void insert(SqliteDatabase store, String table, int octets) {
        store.write(session -> session.prepare("INSERT INTO " + table + " VALUES (1, zeroblob(?))", octets)
                .executeUpdate());
    }

    private static int count(SqliteDatabase store, String table) {
        return store.read(session -> {
            try (ResultSet rows =
                    session.prepare("SELECT count(*) FROM " + table).executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        });
    }

    private static int count(Path copy, String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
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
    void twoStoresShareAFileWithOneLock() {
        insert(a, "a", 1);
        insert(b, "b", 1);
        insert(b, "b", 1);
        assertThat(count(a, "a")).isEqualTo(1);
        assertThat(count(b, "b")).isEqualTo(2);
        assertFault(Kind.IN_USE, "The SQLite file", () -> SqliteFile.open(path()));
        a.close();
        assertFault(Kind.CLOSED, "The a store", () -> count(a, "a"));
        assertThat(count(b, "b")).as("the file is still open").isEqualTo(2);
        file.close();
        assertFault(Kind.CLOSED, "The b store", () -> insert(b, "b", 1));
    }

    @Test
    void aStoreThatHasUsedItsShareLeavesTheOthersTheirs() {
        for (int i = 0; i < 10; i++) {
            insert(a, "a", 18_000);
        }
        assertFault(Kind.FULL, "budget of 200000 octets", () -> insert(a, "a", 18_000));
        insert(b, "b", 18_000);
        assertThat(count(a, "a")).isEqualTo(10);

        a.write(session -> session.prepare("DELETE FROM a WHERE rowid <= 5").executeUpdate());
        insert(a, "a", 18_000);
        assertThat(count(a, "a")).isEqualTo(6);
    }

    @Test
    void measuresItsShareWhenItIsOpened() {
        for (int i = 0; i < 10; i++) {
            insert(a, "a", 18_000);
        }
        close();
        open();
        assertFault(Kind.FULL, "The a store", () -> insert(a, "a", 18_000));
        insert(b, "b", 18_000);
    }

    @Test
    void theFileHasABudgetToo() {
        SqliteDatabase large = SqliteDatabase.in(file, schema("c"), Long.MAX_VALUE, null);
        assertFault(Kind.FULL, "The c store", () -> insert(large, "c", 2_000_000));
        insert(large, "c", 100_000);
    }

    @Test
    void copiesAFileThatIsInUse() throws Exception {
        Path copy = folder.resolve("backups").resolve("mail.db");
        insert(a, "a", 1);
        b.write(session -> {
            session.prepare("INSERT INTO b VALUES (1, NULL)").executeUpdate();
            file.backupTo(copy); // does not wait for the write, and does not contain it
            return true;
        });
        assertThat(count(copy, "a")).isEqualTo(1);
        assertThat(count(copy, "b")).isZero();
        assertThat(count(b, "b")).isEqualTo(1);

        file.backupTo(copy);
        assertThat(count(copy, "b")).as("the older copy was replaced").isEqualTo(1);
        try (Stream<Path> files = Files.list(copy.getParent())) {
            assertThat(files).containsExactly(copy);
        }
        assertThatThrownBy(() -> file.backupTo(path())).hasMessageContaining("the store itself");
        assertFault(Kind.UNREACHABLE, "could not be copied", () -> file.backupTo(path().resolve("beneath-a-file")));
        insert(a, "a", 1);
    }

    @Test
    void allStoresStartAgainWhenTheFileIsDamaged() throws IOException {
        insert(a, "a", 100_000);
        insert(b, "b", 1);
        close();
        try (RandomAccessFile damaged = new RandomAccessFile(path().toFile(), "rw")) {
            damaged.write(new byte[4_096]);
        }
        open();
        insert(a, "a", 100_000);
        assertThat(count(a, "a")).isEqualTo(1);
        assertThat(count(b, "b")).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).anyMatch(each -> each.toString().contains(".corrupt-"));
        }
    }

    @Test
    void takesItsClockFromTheFileOrItsOwn() {
        Clock fixed = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        assertThat(a.<Long>read(a::now)).isPositive();
        SqliteDatabase own = SqliteDatabase.in(file, schema("d"), SHARE, fixed);
        assertThat(own.<Long>read(own::now)).isZero();
        try (SqliteFile other = SqliteFile.builder(folder.resolve("other.db"))
                        .clock(fixed)
                        .open();
                SqliteDatabase store = SqliteDatabase.in(other, A, SHARE, null)) {
            assertThat(store.<Long>writeIdempotent(store::now)).isZero();
            assertThat(store.dialect().isShared()).isFalse();
        }
    }

    @Test
    void refusesABudgetThatHoldsNothing() {
        assertThatThrownBy(() -> SqliteFile.builder(path()).budgetOctets(5)).hasMessageContaining("262144");
    }
}
