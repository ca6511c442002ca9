package io.github.mtasts.tool.postfix;

import io.github.mtasts.faults.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.opentest4j.TestAbortedException;

/** A PostgreSQL server on loopback that can be stopped and started again with the same port and data. */
final class PostgresServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path data;
    private final int port;
    private EmbeddedPostgres server;

    private PostgresServer(Path data, int port) throws IOException {
        this.data = data;
        this.port = port;
        this.server = begin();
    }

    /** Starts it; leaves the test out, with a line of output, where it does not run. */
    static PostgresServer in(Path folder) throws IOException {
        int port = FreePort.choose();
        try {
            return new PostgresServer(folder.resolve("data"), port);
        } catch (IOException | IllegalStateException e) {
            System.out.println("Left out: tests with a running PostgreSQL, because it does not start: " + e);
            throw new TestAbortedException("PostgreSQL does not run here", e);
        }
    }

    private EmbeddedPostgres begin() throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(PATIENCE)
                .start();
    }

    void start() throws IOException {
        server = begin();
    }

    void stop() throws IOException {
        Process ending = server.getProcess();
        server.close();
        ending.onExit().join(); // close() waits for a limited time
    }

    String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    /** A number from the database. */
    long number(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
