package io.github.mtasts.sql;

import io.github.mtasts.failure.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One SQLite file with a connection to write and one to read, so that a look-up does not wait for the disk. */
public final class SqliteDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Dialect DIALECT = new Dialect("min", "TEXT", "BLOB", "", false);
    private static final long PAGE_OCTETS = 4_096;

    private final Schema schema;
    private final Path file;
    private final long budgetOctets;
    private final Clock clock;
    private final FileLockFile lock;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private @Nullable Session writer;
    private @Nullable Session reader;
    private volatile boolean closed;

    private SqliteDatabase(Schema schema, Path file, long budgetOctets, Clock clock, FileLockFile lock) {
        this.schema = schema;
        this.file = file;
        this.budgetOctets = budgetOctets;
        this.clock = clock;
        this.lock = lock;
    }

    /** Opens a file, or makes it. */
    public static SqliteDatabase open(Schema schema, Path file, long budgetOctets, Clock clock) {
        SqliteDatabase database =
                new SqliteDatabase(schema, file, budgetOctets, clock, FileLockFile.of(schema.storeName(), file));
        try {
            database.connectOrStartAnew();
            return database;
        } catch (SQLException e) {
            database.close();
            throw database.fault(e);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private void connectOrStartAnew() throws SQLException {
        try {
            connect();
        } catch (SQLException e) {
            if (!isCorrupt(e)) {
                throw e;
            }
            putAside(e);
            connect();
        }
    }

    private void connect() throws SQLException {
        Session opened = session(
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL",
                "PRAGMA max_page_count = " + budgetOctets / PAGE_OCTETS);
        writer = opened;
        opened.prepare("BEGIN IMMEDIATE").execute();
        schema.migrations().apply(DIALECT).apply(opened, toString());
        opened.prepare("COMMIT").execute();
        reader = session("PRAGMA query_only = ON");
    }

    private Session session(String... pragmas) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000"); // a checkpoint may hold the file for a moment
            for (String pragma : pragmas) {
                statement.execute(pragma);
            }
            return new Session(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public <T> T read(Work<T> work) {
        Session session = null;
        SQLException fault;
        reading.lock();
        try {
            session = open(reader);
            return work.in(session);
        } catch (SQLException e) {
            fault = e;
        } finally {
            reading.unlock();
        }
        throw failed(fault, session);
    }

    @Override
    public <T> T write(Work<T> work) {
        Session session = null;
        SQLException fault;
        writing.lock();
        try {
            session = open(writer);
            session.prepare("BEGIN IMMEDIATE").execute();
            T done = work.in(session);
            session.prepare("COMMIT").execute();
            return done;
        } catch (SQLException e) {
            fault = e;
            rollBack(session, e);
        } finally {
            writing.unlock();
        }
        throw failed(fault, session);
    }

    private Session open(@Nullable Session session) {
        if (session == null || closed) {
            throw new StoreException(
                    closed ? StoreException.Kind.CLOSED : StoreException.Kind.UNREACHABLE,
                    this + (closed ? " was closed." : " could not be opened again after it was damaged."),
                    null);
        }
        return session;
    }

    /** Some faults end the transaction by themselves; there is nothing to roll back then. */
    private static void rollBack(@Nullable Session session, SQLException cause) {
        try {
            if (session != null) {
                session.prepare("ROLLBACK").execute();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** A damaged file is put aside once, whoever of writer and reader meets the damage first. */
    private StoreException failed(SQLException cause, @Nullable Session met) {
        if (!isCorrupt(cause)) {
            return fault(cause);
        }
        writing.lock();
        reading.lock();
        try {
            if (met != null && (met == writer || met == reader)) {
                closeSessions();
                putAside(cause);
                connect();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        } finally {
            reading.unlock();
            writing.unlock();
        }
        return fault(cause);
    }

    /** SQLite's primary result code. A batch that failed has it in its cause. */
    private static int code(SQLException e) {
        return e.getErrorCode() == 0 && e.getCause() instanceof SQLException cause
                ? code(cause)
                : e.getErrorCode() & 0xff;
    }

    private static boolean isCorrupt(SQLException e) {
        int code = code(e);
        return code == 11 || code == 26; // SQLITE_CORRUPT, SQLITE_NOTADB
    }

    private StoreException fault(SQLException e) {
        return switch (code(e)) {
            case 8 ->
                new StoreException(
                        StoreException.Kind.READ_ONLY,
                        this + " can be read only: give this process the right to write it.",
                        e);
            case 11, 26 ->
                new StoreException(
                        StoreException.Kind.CORRUPT,
                        this + " was damaged; it has been moved aside, and a new one begun: see the files beside it.",
                        e);
            case 13 ->
                new StoreException(
                        StoreException.Kind.FULL,
                        this + " is full: raise its budget of " + budgetOctets + " octets, or make room on the disk.",
                        e);
            default ->
                new StoreException(
                        StoreException.Kind.UNREACHABLE,
                        this + " does not work (" + e.getMessage()
                                + "): look after the disk and the rights of the file.",
                        e);
        };
    }

    private void putAside(SQLException cause) {
        String stamp = ".corrupt-" + STAMP.format(clock.instant());
        String suffix = stamp;
        for (int i = 1; Files.exists(beside(suffix)); i++) {
            suffix = stamp + "-" + i;
        }
        try {
            for (String part : List.of("", "-wal", "-shm")) {
                if (Files.exists(beside(part))) {
                    Files.move(beside(part), beside(suffix + part));
                }
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    this + " is damaged and cannot be moved aside: move it away by hand; it is not overwritten.",
                    cause);
        }
        LOG.error("{} was damaged and is now {}; a new store has been begun", this, beside(suffix), cause);
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    @Override
    public long now(Session session) {
        return clock.millis();
    }

    @Override
    public Dialect dialect() {
        return DIALECT;
    }

    private void closeSessions() {
        for (Session session : new @Nullable Session[] {reader, writer}) {
            try {
                if (session != null) {
                    session.close();
                }
            } catch (SQLException e) {
                LOG.debug("{} did not close", this, e);
            }
        }
        reader = null;
        writer = null;
    }

    @Override
    public void close() {
        writing.lock();
        reading.lock();
        try {
            if (!closed) {
                closed = true;
                closeSessions();
                lock.close();
            }
        } finally {
            reading.unlock();
            writing.unlock();
        }
    }

    @Override
    public String toString() {
        return "The " + schema.storeName() + " " + file;
    }
}
