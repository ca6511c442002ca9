package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.faults.FaultyJdbc;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** Injects faults into a pool of the mail server. {@link PostgresReportOutageTest} has real outages. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresReportFaultTest extends ReportFaultContract {
    private EmbeddedPostgres server;

    @BeforeAll
    void startServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(2))
                .start();
    }

    @AfterAll
    void stopServer() throws IOException {
        server.close();
    }

    @Override
    ReportRepository emptyStore(FaultyJdbc faults, TestClock clock) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "DROP TABLE IF EXISTS mta_sts_schema, " + String.join(", ", ReportSchema.SCHEMA.tables()));
        }
        return (ReportRepository) PostgresReportStore.over(faults.around(server.getPostgresDatabase()))
                .clock(clock)
                .open();
    }
}
