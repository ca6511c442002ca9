package io.github.mtasts.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import io.github.mtasts.name.PolicyDomain;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlitePolicyStoreTest extends PolicyStoreContract {
    private static final Duration LEASE = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    @Override
    PolicyStore emptyStore(Clock now) {
        return SqlitePolicyStore.builder(file()).clock(now).open();
    }

    private Path file() {
        return folder.resolve("made").resolve("policies.db");
    }

    private static void assertFault(Kind kind, String sentence, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
                .hasMessageContaining(sentence);
    }

    private List<Path> beside(String part) throws IOException {
        try (Stream<Path> files = Files.list(file().getParent())) {
            return files.filter(path -> path.getFileName().toString().contains(part))
                    .toList();
        }
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void keepsItsRowsWhenItIsOpenedAgain() {
        StoredPolicy row = row("example.com", "id1", START);
        store.write(List.of(row));
        store.close();
        store = SqlitePolicyStore.open(file());
        assertThat(store.read(DOMAIN)).isEqualTo(row);
    }

    @Test
    void letsNobodyElseOpenTheFile() {
        assertFault(Kind.IN_USE, "is open in another process", () -> SqlitePolicyStore.open(file()));
        store.close();
        SqlitePolicyStore.open(file()).close();
    }

    @Test
    void putsAsideAFileThatIsNoDatabase() throws IOException {
        store.close();
        Files.write(
                file(), "not a database, but it may be needed again".repeat(100).getBytes(StandardCharsets.US_ASCII));
        byte[] before = Files.readAllBytes(file());
        store = SqlitePolicyStore.builder(file()).clock(clock).open();
        assertThat(store.list(null, 1)).isEmpty();
        assertThat(beside(".corrupt-20260101T000000Z"))
                .singleElement()
                .satisfies(path -> assertThat(path).hasBinaryContent(before));
        store.write(List.of(row("example.com", "id1", START)));
    }

    @Test
    void putsAsideAFileThatIsDamagedWhileItIsOpen() throws Exception {
        store.write(IntStream.range(0, 5_000)
                .mapToObj(i -> row("d" + i + ".example", "id" + i, START))
                .toList());
        store.close();
        try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
            byte[] noise = new byte[4_096];
            java.util.Arrays.fill(noise, (byte) 0x5a);
            for (long page = 8; page * 4_096 < file.length() - 4_096; page++) {
                file.seek(page * 4_096);
                file.write(noise);
            }
        }
        store = SqlitePolicyStore.builder(file()).clock(clock).open();
        assertFault(Kind.CORRUPT, "was damaged", () -> {
            for (int i = 0; i < 5_000; i++) {
                store.read(PolicyDomain.of("d" + i + ".example"));
            }
        });
        assertThat(beside(".corrupt-")).isNotEmpty();
        store.write(List.of(row("example.com", "id1", START)));
        assertThat(store.read(DOMAIN)).isNotNull();
    }

    @Test
    void keepsWhatItHasWhenItIsFull() {
        store.close();
        store = SqlitePolicyStore.builder(file())
                .clock(clock)
                .budgetOctets(200_000)
                .open();
        List<StoredPolicy> rows = new ArrayList<>();
        IntStream.range(0, 1_000).forEach(i -> rows.add(row("d" + i + ".example", "id" + i, START)));
        assertFault(Kind.FULL, "200000 octets", () -> store.write(rows));
        List<StoredPolicy> kept = store.list(null, 1_000);
        assertThat(kept).hasSizeBetween(100, 999);
        StoredPolicy renewed = row(kept.get(0).domain().name(), "renewed", START);
        store.write(List.of(renewed));
        assertThat(store.read(renewed.domain())).isEqualTo(renewed);
        assertThat(store.list(null, 1_000)).hasSameSizeAs(kept);
    }

    private List<StoredPolicy> full(long maxAge, String prefix) {
        store.close();
        store = SqlitePolicyStore.builder(file())
                .clock(clock)
                .budgetOctets(200_000)
                .open();
        assertFault(Kind.FULL, "200000 octets", () -> store.write(rows(maxAge, prefix)));
        return store.list(null, 10_000);
    }

    private List<StoredPolicy> rows(long maxAge, String prefix) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> row(prefix + i + ".example", policy(maxAge), "id" + i, clock.instant()))
                .toList();
    }

    @Test
    void deletesExpiredRowsWhenItIsFull() {
        List<StoredPolicy> first = full(60, "d");
        assertThat(first).hasSizeGreaterThan(100);
        clock.advance(Duration.ofHours(1));
        List<StoredPolicy> others = rows(86_400, "e").subList(0, first.size() / 2);
        store.write(others);
        assertThat(store.list(null, 10_000)).containsAll(others);
    }

    @Test
    void deletesTheLongestUnusedRowsWhenItIsFull() {
        List<StoredPolicy> first = full(31_000_000, "d");
        clock.advance(Duration.ofDays(1));
        assertFault(
                Kind.FULL,
                "200000 octets",
                () -> store.write(rows(31_000_000, "e").subList(0, 100)));
        PolicyDomain used = first.get(0).domain();
        store.used(List.of(used));
        clock.advance(Duration.ofDays(1));
        List<StoredPolicy> others = rows(31_000_000, "f").subList(0, 100);
        store.write(others);
        assertThat(store.list(null, 10_000)).containsAll(others);
        assertThat(store.read(used)).as("used a day ago").isNotNull();
    }

    @Test
    void claimsOthersBesideRowsWithInvalidNames() throws SQLException {
        store.write(List.of(
                row("a.example", "id1", START), row("b.example", "id2", START), row("c.example", "id3", START)));
        store.close();
        sql("UPDATE mta_sts_policy SET domain = 'A_..' || domain WHERE domain <> 'c.example'");
        store = SqlitePolicyStore.builder(file()).clock(clock).open();
        clock.advance(Duration.ofHours(13));
        assertThat(store.claimDue(1, Duration.ofMinutes(5), Duration.ofDays(30)))
                .containsExactly(PolicyDomain.of("c.example"));
        store.close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM mta_sts_policy")) {
            assertThat(rows.getInt(1)).as("kept for inspection").isEqualTo(3);
        }
    }

    @Test
    void refusesANewerSchemaWhileItIsOpen() throws SQLException {
        store.write(List.of(row("example.com", "id1", START)));
        sql("UPDATE mta_sts_schema SET version = 99");
        assertFault(
                Kind.NEWER_SCHEMA, "update the library", () -> store.write(List.of(row("b.example", "id2", START))));
        assertFault(Kind.NEWER_SCHEMA, "update the library", () -> store.claimDue(1, LEASE, LEASE));
        sql("UPDATE mta_sts_schema SET version = 2");
        store.write(List.of(row("b.example", "id2", START)));
        assertThat(store.list(null, 10)).hasSize(2);
    }

    @Test
    void migratesTheSchemaOfEachRelease() throws Exception {
        store.close();
        Files.delete(file());
        for (String statement : ReleasedSchema.statements("sqlite-policies-1.sql")) {
            sql(statement);
        }
        store = SqlitePolicyStore.builder(file()).clock(clock).open();
        ReleasedSchema.assertWorks(store);
    }

    @Test
    void doesNotTouchTheSchemaOfANewerVersion() throws SQLException {
        store.close();
        sql("UPDATE mta_sts_schema SET version = 99");
        assertFault(Kind.NEWER_SCHEMA, "update the library", () -> SqlitePolicyStore.open(file()));
        sql("UPDATE mta_sts_schema SET version = 2");
        store = SqlitePolicyStore.open(file());
    }

    @Test
    void losesOneRowToOneThatMakesNoSense() throws SQLException {
        store.write(List.of(
                row("a.example", "id1", START), row("b.example", "id2", START), row("c.example", "id3", START)));
        store.close();
        sql("UPDATE mta_sts_policy SET domain = 'b..example' WHERE domain = 'b.example'");
        store = SqlitePolicyStore.open(file());
        assertThat(store.list(null, 2)).extracting(StoredPolicy::id).containsExactly("id1", "id3");
    }

    @Test
    void refusesABudgetThatHoldsNothing() {
        assertThatThrownBy(() -> SqlitePolicyStore.builder(file()).budgetOctets(1))
                .hasMessageContaining("budgetOctets is 1");
    }
}
