package io.github.mtasts.sql;

import io.github.mtasts.failure.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A SQLite file with one connection for writing and one for reading, so that look-ups do not wait for the disk. Thread-safe. */
public final class SqliteDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Dialect DIALECT = new Dialect("TEXT", "BLOB", "", false);
    private static final long PAGE_OCTETS = 4_096;
    private static final OptionalJar JAR = new OptionalJar("org.xerial:sqlite-jdbc");

    private final Schema schema;
    private final Path file;
    private final long budgetOctets;
    private final Clock clock;
    private final Driver driver;
    private final FileLockFile lock;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private @Nullable Session writer;
    private @Nullable Session reader;
    private volatile boolean closed;

    /** Loads the driver before it locks the file. */
    private SqliteDatabase(Schema schema, Path file, long budgetOctets, Clock clock) {
        this.schema = schema;
        this.file = file;
        this.budgetOctets = budgetOctets;
        this.clock = clock;
        this.driver = JAR.driver("org.sqlite.JDBC", toString());
        this.lock = FileLockFile.of(schema.storeName(), file);
    }

    /** Opens a file, and creates it if it does not exist. */
    public static SqliteDatabase open(Schema schema, Path file, long budgetOctets, Clock clock) {
        SqliteDatabase database = new SqliteDatabase(schema, file, budgetOctets, clock);
        try {
            database.connectOrReplace();
            return database;
        } catch (SQLException e) {
            database.close();
            throw database.fault(e);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Replaces a damaged file with an empty one. */
    private void connectOrReplace() throws SQLException {
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
        try {
            opened.prepare("BEGIN IMMEDIATE").execute();
            schema.migrations().apply(DIALECT).apply(opened, toString());
            opened.prepare("COMMIT").execute();
            reader = session("PRAGMA query_only = ON");
            writer = opened;
        } catch (SQLException | RuntimeException e) {
            opened.close(); // a half-open store would keep its transaction
            throw e;
        }
    }

    private Session session(String... pragmas) throws SQLException {
        Connection connection = driver.connect("jdbc:sqlite:" + file, new Properties());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000"); // a checkpoint locks the file for a moment
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
        } catch (RuntimeException | Error e) {
            rollBack(session, e);
            throw e;
        } finally {
            writing.unlock();
        }
        throw failed(fault, session);
    }

    private Session open(@Nullable Session session) {
        if (session == null || closed) {
            throw new StoreException(
                    closed ? StoreException.Kind.CLOSED : StoreException.Kind.UNREACHABLE,
                    this + (closed ? " was closed." : " could not be reopened after it was damaged."),
                    null);
        }
        return session;
    }

    /** Rolls back, unless the failure itself ended the transaction: then ROLLBACK fails, and its error is suppressed. */
    private static void rollBack(@Nullable Session session, Throwable cause) {
        try {
            if (session != null) {
                session.prepare("ROLLBACK").execute();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Moves a damaged file aside, once, whether the writer or the reader found the damage. */
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

    /** Returns SQLite's primary result code. A failed batch has it in its cause. */
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
                        StoreException.Kind.READ_ONLY, this + " is read-only: give this process write permission.", e);
            case 11, 26 ->
                new StoreException(
                        StoreException.Kind.CORRUPT,
                        this + " was damaged: it was moved aside to a file beside it, and a new store was started.",
                        e);
            case 13 ->
                new StoreException(
                        StoreException.Kind.FULL,
                        this + " is full: raise its budget of " + budgetOctets + " octets, or free space on the disk.",
                        e);
            default ->
                new StoreException(
                        StoreException.Kind.UNREACHABLE,
                        this + " failed (" + e.getMessage() + "): check the disk and the permissions of the file.",
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
                    this + " is damaged and could not be moved aside: move it away; it is not overwritten.",
                    cause);
        }
        LOG.error("{} was damaged: moved to {}, started a new store", this, beside(suffix), cause);
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
                LOG.debug("Closing {} failed", this, e);
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
