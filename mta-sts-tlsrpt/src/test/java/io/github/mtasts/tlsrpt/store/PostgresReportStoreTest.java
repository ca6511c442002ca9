package io.github.mtasts.tlsrpt.store;

import static io.github.mtasts.tlsrpt.store.Samples.STS;
import static io.github.mtasts.tlsrpt.store.Samples.batch;
import static io.github.mtasts.tlsrpt.store.Samples.counts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.Unplanned;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresReportStoreTest extends ReportStoreContract {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final EmbeddedPostgres server =
            EmbeddedPostgres.builder().setPGStartupWait(PATIENCE).start();

    PostgresReportStoreTest() throws IOException {}

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @Override
    ReportRepository emptyStore() throws SQLException {
        clock.set(Instant.parse("2024-03-01T12:00:00Z"));
        dropTables();
        return reopen();
    }

    @Override
    ReportRepository reopen() {
        return (ReportRepository) builder().clock(clock).open();
    }

    @Override
    void dropTables() throws SQLException {
        execute("DROP TABLE IF EXISTS mta_sts_schema, " + String.join(", ", ReportSchema.SCHEMA.tables()));
    }

    @Override
    String schemaPrefix() {
        return "postgres";
    }

    @Override
    void execute(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    long number(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private PostgresReportStore.Builder builder() {
        return PostgresReportStore.builder(server.getJdbcUrl("postgres", "postgres"))
                .credentials("postgres", "postgres")
                .maxConnections(2)
                .timeout(PATIENCE);
    }

    @Test
    void aServerThatIsDownIsNamedAtEachCallAndNotWhenOpening() {
        try (ReportRepository store =
                (ReportRepository) PostgresReportStore.builder("jdbc:postgresql://127.0.0.1:1/mail?password=secret")
                        .timeout(Duration.ofSeconds(1))
                        .open()) {
            assertThatThrownBy(() -> store.add(batch("a", 1, "a.example", STS, counts(1, 0)), ReportLimits.DEFAULT))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("report store jdbc:postgresql://127.0.0.1:1/mail")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void worksOverAPoolOfTheMailServersAndByTheServersClock() {
        try (ReportRepository store = (ReportRepository) PostgresReportStore.over(server.getPostgresDatabase())
                .times(Duration.ofMinutes(10), Duration.ofHours(4))
                .open()) {
            store.add(batch("a", 1, "a.example", STS, counts(1, 0)), ReportLimits.DEFAULT);
            // By the server's clock, that day is over.
            assertThat(Unplanned.take(store, 10, LEASE)).containsExactly(Samples.report("a.example"));
        }
    }
}
