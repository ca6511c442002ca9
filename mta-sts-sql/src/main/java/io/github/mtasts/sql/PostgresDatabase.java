package io.github.mtasts.sql;

import io.github.mtasts.failure.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server, whose clock decides. The schema is made, or brought up to date, at the first use that succeeds. */
public final class PostgresDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabase.class);
    private static final Dialect DIALECT =
            new Dialect("least", "VARCHAR(253) COLLATE \"C\"", "BYTEA", " FOR UPDATE SKIP LOCKED", true);
    private static final String NOW = "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
    private static final String SIZE = "SELECT pg_total_relation_size(?::regclass)";
    private static final int TRIES = 5;

    /** Any number that no other program uses for an advisory lock in the same database. */
    private static final long MIGRATION_LOCK = 0x4d54_412d_5354_53L;

    private final Schema schema;
    private final Connections connections;
    private final String name;
    private final @Nullable Clock clock;
    private volatile boolean migrated;
    private volatile boolean closed;

    PostgresDatabase(Schema schema, Connections connections, String name, @Nullable Clock clock) {
        this.schema = schema;
        this.connections = connections;
        this.name = name;
        this.clock = clock;
    }

    /** Over a pool that is somebody else's to close; a null clock means the server's. */
    public static PostgresDatabase over(Schema schema, DataSource pool, @Nullable Clock clock) {
        return new PostgresDatabase(schema, isFresh -> pool.getConnection(), "of the mail server's pool", clock);
    }

    /** With a pool of its own; a null clock means the server's. Does not wait for the server. */
    public static PostgresDatabase connect(Schema schema, PostgresAccess access, @Nullable Clock clock) {
        Connections pool = new PooledConnections(new NewConnections(access), access);
        return new PostgresDatabase(schema, pool, access.publicUrl(), clock);
    }

    @Override
    public <T> T read(Work<T> work) {
        return writeIdempotent(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        return inTurn(work, false);
    }

    @Override
    public <T> T writeIdempotent(Work<T> work) {
        return inTurn(work, true);
    }

    private <T> T inTurn(Work<T> work, boolean isIdempotent) {
        refuseWhenClosed();
        try {
            connections.enter();
        } catch (SQLException e) {
            throw fault(e);
        }
        try {
            return run(work, isIdempotent);
        } finally {
            connections.leave();
        }
    }

    private <T> T run(Work<T> work, boolean isIdempotent) {
        boolean wasLost = false;
        for (int attempt = 1; ; attempt++) {
            Session session = session(wasLost);
            try {
                return inTransaction(session, work);
            } catch (SQLException e) {
                String state = state(e);
                if (state.equals("42P01")) { // the table is gone: somebody dropped it
                    migrated = false;
                }
                boolean isLost = isLost(state);
                if (isLost && session.isCommitting() && !isIdempotent) {
                    throw inDoubt(e);
                }
                boolean again = isLost ? !wasLost : isToBeTriedAgain(state) && attempt < TRIES;
                if (!again || !session.isRepeatable()) {
                    throw fault(e);
                }
                if (isLost) {
                    wasLost = true;
                    LOG.info("{} ended a connection ({}); its work is done again on a new one", this, e.getMessage());
                }
            }
        }
    }

    private static boolean isToBeTriedAgain(String state) {
        return state.equals("40001") || state.equals("40P01") || state.equals("42P01");
    }

    /** The network failed, or the server ended the connection: for a shutdown, after a crash, or because it starts. */
    private static boolean isLost(String state) {
        return state.startsWith("08") || state.equals("57P01") || state.equals("57P02") || state.equals("57P03");
    }

    private Session session(boolean isFresh) {
        refuseWhenClosed();
        try {
            return new Session(connections.open(isFresh));
        } catch (SQLException e) {
            refuseWhenClosed();
            throw fault(e);
        }
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new StoreException(StoreException.Kind.CLOSED, this + " was closed.", null);
        }
    }

    private <T> T inTransaction(Session session, Work<T> work) throws SQLException {
        try {
            session.connection().setAutoCommit(false);
            migrate(session);
            T done = work.in(session);
            session.commit();
            return done;
        } catch (SQLException | RuntimeException e) {
            rollBack(session.connection(), e);
            throw e;
        } finally {
            close(session);
        }
    }

    /** What this meets is no fault of the work, which was committed or has failed before. */
    private void close(Session session) {
        try {
            session.close();
        } catch (SQLException e) {
            LOG.debug("a connection to {} did not close", this, e);
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

    private StoreException inDoubt(SQLException e) {
        return new StoreException(
                StoreException.Kind.UNREACHABLE,
                this + " was lost during a commit (" + e.getMessage()
                        + "), so that a change may or may not have been done: look after the server and the network.",
                e);
    }

    private StoreException fault(SQLException e) {
        return switch (state(e)) {
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
        return read(session -> {
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
            connections.close();
        }
    }

    @Override
    public String toString() {
        return "The " + schema.storeName() + " " + name;
    }
}
