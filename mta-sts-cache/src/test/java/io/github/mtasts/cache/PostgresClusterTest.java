package io.github.mtasts.cache;

import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.PostgresPolicyStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresClusterTest extends ClusterContract {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final EmbeddedPostgres server;

    PostgresClusterTest() throws IOException {
        server = EmbeddedPostgres.builder().setPGStartupWait(PATIENCE).start();
    }

    @AfterAll
    void stopServer() throws IOException {
        server.close();
    }

    @Override
    PolicyStore connect(Clock now, boolean isFirst) throws SQLException {
        if (isFirst) {
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE IF EXISTS mta_sts_policy, mta_sts_schema");
            }
        }
        return PostgresPolicyStore.builder(server.getJdbcUrl("postgres", "postgres"))
                .credentials("postgres", "")
                .timeout(PATIENCE)
                .clock(now)
                .open();
    }
}
