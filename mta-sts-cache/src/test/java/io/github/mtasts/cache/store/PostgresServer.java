package io.github.mtasts.cache.store;

import io.github.mtasts.faults.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** A PostgreSQL server on loopback that can be restarted with the same port and data. */
public final class PostgresServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path data;
    private final int port;
    private EmbeddedPostgres process;

    private PostgresServer(Path data, int port) throws IOException {
        this.data = data;
        this.port = port;
        this.process = start();
    }

    /** Starts a server with its data in a folder. */
    public static PostgresServer in(Path folder) throws IOException {
        int port = FreePort.choose();
        return new PostgresServer(folder.resolve("data"), port);
    }

    private EmbeddedPostgres start() throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(PATIENCE)
                .start();
    }

    /** Restarts the server. */
    public void restart() throws IOException {
        close();
        process = start();
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    private DataSource database() {
        return process.getPostgresDatabase();
    }

    /** Returns a builder with a time limit that a busy machine does not reach. */
    public static PostgresPolicyStore.Builder store(int port, String parameters) {
        return PostgresPolicyStore.builder("jdbc:postgresql://localhost:" + port + "/postgres" + parameters)
                .credentials("postgres", "")
                .timeout(PATIENCE);
    }

    /** Ends all client connections but its own. */
    public void endConnections() throws SQLException {
        sql("SELECT pg_terminate_backend(pid, " + PATIENCE.toMillis() + ") FROM pg_stat_activity"
                + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
    }

    /** Runs statements. */
    public void sql(String... statements) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws IOException {
        Process ending = process.getProcess();
        process.close();
        ending.onExit().join(); // close() waits for a limited time
    }
}
