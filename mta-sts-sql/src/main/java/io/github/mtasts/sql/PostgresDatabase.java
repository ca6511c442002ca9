package io.github.mtasts.sql;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mtasts.failure.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server, whose clock decides. The schema is made, or brought up to date, at the first use that succeeds. */
public final class PostgresDatabase implements Database {
    private static final Dialect DIALECT =
            new Dialect("least", "VARCHAR(253) COLLATE \"C\"", "BYTEA", " FOR UPDATE SKIP LOCKED", true);
    private static final String NOW = "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
    private static final String SIZE = "SELECT pg_total_relation_size(?::regclass)";
    private static final int TRIES = 5;

    /** Any number that no other program uses for an advisory lock in the same database. */
    private static final long MIGRATION_LOCK = 0x4d54_412d_5354_53L;

    private final Schema schema;
    private final DataSource connections;
    private final AutoCloseable pool;
    private final String name;
    private final @Nullable Clock clock;
    private volatile boolean migrated;
    private volatile boolean closed;

    private PostgresDatabase(
            Schema schema, DataSource connections, AutoCloseable pool, String name, @Nullable Clock clock) {
        this.schema = schema;
        this.connections = connections;
        this.pool = pool;
        this.name = name;
        this.clock = clock;
    }

    /** Over a pool that is somebody else's to close; a null clock means the server's. */
    public static PostgresDatabase over(Schema schema, DataSource connections, @Nullable Clock clock) {
        return new PostgresDatabase(schema, connections, () -> {}, "of the mail server's pool", clock);
    }

    /** With a pool of its own; a null clock means the server's. Does not wait for the server. */
    public static PostgresDatabase connect(Schema schema, PostgresAccess access, @Nullable Clock clock) {
        HikariDataSource pool = new HikariDataSource(access.pool());
        return new PostgresDatabase(schema, pool, pool, access.publicUrl(), clock);
    }

    @Override
    public <T> T read(Work<T> work) {
        return write(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return inTransaction(work);
            } catch (SQLException e) {
                String state = state(e);
                if (state.equals("42P01")) { // the table is gone: somebody dropped it
                    migrated = false;
                }
                boolean again = state.equals("40001") || state.equals("40P01") || state.equals("42P01");
                if (!again || attempt == TRIES) {
                    throw fault(e, state);
                }
            }
        }
    }

    private <T> T inTransaction(Work<T> work) throws SQLException {
        if (closed) {
            throw new StoreException(StoreException.Kind.CLOSED, this + " was closed.", null);
        }
        try (Session session = new Session(connections.getConnection())) {
            Connection connection = session.connection();
            connection.setAutoCommit(false);
            try {
                migrate(session);
                T done = work.in(session);
                connection.commit();
                return done;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    /** Several nodes may start at once: one of them makes the schema, and the others wait and find it made. */
    private void migrate(Session session) throws SQLException {
        if (!migrated) {
            session.prepare("SELECT pg_advisory_xact_lock(?)", MIGRATION_LOCK).execute();
            schema.migrations().apply(DIALECT).apply(session, toString());
            session.connection().commit();
            migrated = true;
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state != null ? state : e.getCause() instanceof SQLException cause ? state(cause) : "";
    }

    private StoreException fault(SQLException e, String state) {
        return switch (state) {
            case "53100", "53200", "54000" ->
                new StoreException(
                        StoreException.Kind.FULL,
                        this + " has no room left (" + e.getMessage() + "): give the server more.",
                        e);
            case "25006", "42501" ->
                new StoreException(
                        StoreException.Kind.READ_ONLY,
                        this + " may not be written (" + e.getMessage()
                                + "): point to the primary server, or grant the rights.",
                        e);
            default ->
                new StoreException(
                        StoreException.Kind.UNREACHABLE,
                        this + " does not answer as it should (" + e.getMessage()
                                + "): look after the server and the network.",
                        e);
        };
    }

    /** How much room the tables take, with their indexes. */
    public long size() {
        return write(session -> {
            long size = 0;
            for (String table : schema.tables()) {
                size += number(session, SIZE, table);
            }
            return size;
        });
    }

    @Override
    public long now(Session session) throws SQLException {
        return clock != null ? clock.millis() : number(session, NOW);
    }

    private static long number(Session session, String sql, Object... parameters) throws SQLException {
        try (ResultSet row = session.prepare(sql, parameters).executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public Dialect dialect() {
        return DIALECT;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                pool.close();
            } catch (Exception e) {
                throw new StoreException(StoreException.Kind.UNREACHABLE, this + " did not close.", e);
            }
        }
    }

    @Override
    public String toString() {
        return "The " + schema.storeName() + " " + name;
    }
}
