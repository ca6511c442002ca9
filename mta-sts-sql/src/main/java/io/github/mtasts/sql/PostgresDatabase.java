package io.github.mtasts.sql;

import io.github.mtasts.failure.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL database. Uses the server's clock. The first successful call creates or migrates the schema. Thread-safe. */
public final class PostgresDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabase.class);
    private static final Dialect DIALECT =
            new Dialect("VARCHAR(253) COLLATE \"C\"", "BYTEA", " FOR UPDATE SKIP LOCKED", "strpos", true);
    private static final String NOW = "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
    private static final String SIZE = "SELECT pg_total_relation_size(?::regclass)";
    private static final int TRIES = 5;
    private static final OptionalJar POOL = new OptionalJar("com.zaxxer:HikariCP");

    /** The key of the advisory lock, chosen so that no other program is likely to use it in the same database. */
    private static final long MIGRATION_LOCK = 0x4d54_412d_5354_53L;

    private final Schema schema;
    private final Connections connections;
    private final String name;
    private final @Nullable Clock clock;
    private final SchemaCheck check;
    /** The migrations that the schema has; null until they were applied, and after a table was dropped. */
    private volatile @Nullable Migrations migrated;

    private volatile boolean closed;

    PostgresDatabase(Schema schema, Connections connections, String name, @Nullable Clock clock) {
        this.schema = schema;
        this.connections = connections;
        this.name = name;
        this.clock = clock;
        this.check = new SchemaCheck(toString());
    }

    /** Uses an existing pool, which the caller closes. A null clock means the server's. */
    public static PostgresDatabase over(Schema schema, DataSource pool, @Nullable Clock clock) {
        return new PostgresDatabase(schema, isFresh -> pool.getConnection(), "of the mail server's pool", clock);
    }

    /** Creates a pool. A null clock means the server's. Does not wait for the server. */
    public static PostgresDatabase connect(Schema schema, PostgresAccess access, @Nullable Clock clock) {
        String store = "The " + schema.storeName() + " " + access.publicUrl();
        NewConnections server = new NewConnections(access, store);
        try {
            return new PostgresDatabase(schema, new PooledConnections(server, access), access.publicUrl(), clock);
        } catch (NoClassDefFoundError e) {
            throw POOL.missing(store, e);
        }
    }

    @Override
    public <T> T read(Work<T> work) {
        return inTurn(
                session -> {
                    check.beforeRead(session, migrated(session));
                    return work.in(session);
                },
                true);
    }

    @Override
    public <T> T write(Work<T> work) {
        return inTurn(checked(work), false);
    }

    @Override
    public <T> T writeIdempotent(Work<T> work) {
        return inTurn(checked(work), true);
    }

    private <T> Work<T> checked(Work<T> work) {
        return session -> {
            check.beforeWrite(session, migrated(session));
            return work.in(session);
        };
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
                if (state.equals("42P01")) { // undefined table: it was dropped
                    migrated = null;
                }
                boolean isLost = isLost(state);
                if (isLost && session.isCommitting() && !isIdempotent) {
                    throw inDoubt(e);
                }
                boolean again = isLost ? !wasLost : isTransient(state) && attempt < TRIES;
                if (!again || !session.isRepeatable()) {
                    throw fault(e);
                }
                if (isLost) {
                    wasLost = true;
                    LOG.info("{} lost a connection ({}); retrying on a new one", this, e.getMessage());
                }
            }
        }
    }

    /** Whether a retry may succeed: serialization failure, deadlock, or a dropped table that is created again. */
    private static boolean isTransient(String state) {
        return state.equals("40001") || state.equals("40P01") || state.equals("42P01");
    }

    /** Whether the network failed or the server ended the connection: shutdown, crash, start-up, or a time-out of idle ones. */
    private static boolean isLost(String state) {
        return state.startsWith("08")
                || switch (state) {
                    case "57P01", "57P02", "57P03", "57P05", "25P03" -> true;
                    default -> false;
                };
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
            session.begin();
            T done = work.in(session);
            session.commit();
            return done;
        } catch (Throwable e) {
            rollBack(session, e);
            throw e;
        } finally {
            close(session);
        }
    }

    /** Closes a session. A failure here is only logged: the work was committed or has failed before. */
    private void close(Session session) {
        try {
            session.close();
        } catch (SQLException e) {
            LOG.debug("Closing a connection of {} failed", this, e);
        }
    }

    /** Creates or migrates the schema. When several nodes start at once, one does so, and the others wait for it. */
    private Migrations migrated(Session session) throws SQLException {
        Migrations migrations = migrated;
        if (migrations == null) {
            session.prepare("SELECT pg_advisory_xact_lock(?)", MIGRATION_LOCK).execute();
            migrations = schema.migrations().apply(DIALECT);
            migrations.apply(session, toString());
            session.connection().commit();
            migrated = migrations;
        }
        return migrations;
    }

    private static void rollBack(Session session, Throwable cause) {
        try {
            session.rollBack();
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
                this + " lost its connection during a commit (" + e.getMessage()
                        + "): the change may or may not have been made; check the server and the network.",
                e);
    }

    private StoreException fault(SQLException e) {
        return switch (state(e)) {
            case "53100", "53200" ->
                new StoreException(
                        StoreException.Kind.FULL,
                        this + " has no space left (" + e.getMessage() + "): give the server more disk or memory.",
                        e);
            case "54000" ->
                new StoreException(
                        StoreException.Kind.UNREACHABLE,
                        this + " cannot store a value (" + e.getMessage()
                                + "): report this to the maintainers of MTA-STS for Java.",
                        e);
            case "25006", "42501" ->
                new StoreException(
                        StoreException.Kind.READ_ONLY,
                        this + " cannot be written (" + e.getMessage()
                                + "): use the address of the primary server, or grant the user write privileges.",
                        e);
            default ->
                new StoreException(
                        StoreException.Kind.UNREACHABLE,
                        this + " failed (" + e.getMessage() + "): check the server and the network.",
                        e);
        };
    }

    /** Returns the size of the tables and their indexes in octets. */
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
