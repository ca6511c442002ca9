package io.github.mtasts.tlsrpt.store;

import static io.github.mtasts.tlsrpt.store.Samples.STS;
import static io.github.mtasts.tlsrpt.store.Samples.batch;
import static io.github.mtasts.tlsrpt.store.Samples.counts;
import static io.github.mtasts.tlsrpt.store.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens the schemas of earlier releases, which stay as they are, and refuses a newer one while the store is open. */
class ReleasedSchemaTest {
    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2024-03-01T12:00:00Z"));

    private interface Connecting {
        Connection connect() throws SQLException;
    }

    private static void run(Connecting database, String... statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private static String[] statements(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(ReleasedSchemaTest.class.getResourceAsStream("/schema/" + file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).split(";\\n", -1);
        }
    }

    /** A database of a release was migrated by each release before it. */
    private static void create(Connecting database, String prefix, int version) throws IOException, SQLException {
        for (int i = 1; i <= version; i++) {
            run(database, statements(prefix + i + ".sql"));
        }
    }

    private void assertWorks(ReportStore opened, Connecting database) throws SQLException {
        try (ReportRepository store = (ReportRepository) opened) {
            assertThat(store.list(Samples.DAY)).containsExactly(report("example.com"), report("planned.example"));
            store.add(batch("a", 1, "example.com", STS, counts(1, 0)), ReportLimits.DEFAULT);
            store.add(batch("a", 2, "new.example", STS, counts(1, 0)), ReportLimits.DEFAULT);
            assertThat(store.list(Samples.DAY)).hasSize(3);

            run(database, "UPDATE mta_sts_schema SET version = 99");
            assertThatThrownBy(() -> store.add(batch("a", 3, "new.example", STS, counts(1, 0)), ReportLimits.DEFAULT))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.NEWER_SCHEMA));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void migratesAFile(int version) throws Exception {
        Path file = folder.resolve("reports.db");
        Connecting database = () -> DriverManager.getConnection("jdbc:sqlite:" + file);
        create(database, "sqlite-reports-", version);
        assertWorks(SqliteReportStore.builder(file).clock(clock).open(), database);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void migratesADatabase(int version) throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(2))
                .start()) {
            Connecting database = () -> server.getPostgresDatabase().getConnection();
            create(database, "postgres-reports-", version);
            assertWorks(
                    PostgresReportStore.over(server.getPostgresDatabase())
                            .clock(clock)
                            .open(),
                    database);
        }
    }
}
