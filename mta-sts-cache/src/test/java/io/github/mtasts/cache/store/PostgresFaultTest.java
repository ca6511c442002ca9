package io.github.mtasts.cache.store;

import io.github.mtasts.faults.FaultContract;
import io.github.mtasts.faults.FaultyJdbc;
import io.github.mtasts.testkit.TestClock;
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

/** Injects faults into a pool of the mail server. {@link PostgresOutageTest} has real outages of the store's own pool. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresFaultTest extends FaultContract {
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
    protected Subject open() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS mta_sts_policy, mta_sts_schema");
        }
        FaultyJdbc faults = new FaultyJdbc();
        TestClock clock = new TestClock(PolicyStoreContract.START);
        PolicyStore store = PostgresPolicyStore.over(faults.around(server.getPostgresDatabase()))
                .clock(clock)
                .open();
        return new FaultySubject(store, clock, faults::fail, faults::heal, () -> {});
    }
}
