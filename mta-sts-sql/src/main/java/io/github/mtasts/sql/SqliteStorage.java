package io.github.mtasts.sql;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.sqlite.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SQLite file with one session for writing and one for reading, so that look-ups do not wait for the disk. Thread-safe.
 *
 * <p>A statement of sqlite-jdbc that failed once fails for ever, and a failure may leave a transaction open. After any
 * failure the session is therefore closed, and the next call opens another one.
 */
public final class SqliteStorage implements SqliteFile {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStorage.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final OptionalJar JAR = new OptionalJar("org.xerial:sqlite-jdbc");

    private final String name;
    private final Path file;
    private final long budgetOctets;
    private final Clock clock;
    private final SqliteSessions sessions;
    private final FileLockFile lock;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private final List<SqliteDatabase> stores = new CopyOnWriteArrayList<>();
    private @Nullable Session writer;
    private @Nullable Session reader;
    /** How often the file was replaced. Changed with both locks. */
    private int replacements;

    private volatile boolean closed;

    private SqliteStorage(String storeName, Path file, long budgetOctets, Clock clock, @Nullable Driver driver) {
        this.name = "The " + storeName + " " + file;
        this.file = file;
        this.budgetOctets = budgetOctets;
        this.clock = clock;
        // The driver is loaded before the file is locked.
        this.sessions =
                new SqliteSessions(driver == null ? JAR.driver("org.sqlite.JDBC", name) : driver, file, budgetOctets);
        this.lock = FileLockFile.of(storeName, file);
    }

    /** Opens a file, and creates it if it does not exist. */
    public static SqliteStorage open(String storeName, Path file, long budgetOctets, Clock clock) {
        return open(storeName, file, budgetOctets, clock, null);
    }

    /** Opens a file with another driver than that of sqlite-jdbc. */
    static SqliteStorage open(String storeName, Path file, long budgetOctets, Clock clock, @Nullable Driver driver) {
        SqliteStorage storage = new SqliteStorage(storeName, file, budgetOctets, clock, driver);
        try {
            storage.prepare(storage.name, session -> true);
            return storage;
        } catch (RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    /** Adds the tables of a store. */
    void add(SqliteDatabase store) {
        writing.lock();
        try {
            stores.add(store);
            prepare(store.toString(), session -> {
                store.migrate(session);
                return true;
            });
        } catch (RuntimeException e) {
            stores.remove(store);
            throw e;
        } finally {
            writing.unlock();
        }
    }

    /** Runs work, unless the file was found damaged and was replaced by a new one with all tables. */
    private void prepare(String store, Database.Work<Boolean> work) {
        try {
            write(store, work);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.CORRUPT || writer == null) {
                throw e;
            }
        }
    }

    void remove(SqliteDatabase store) {
        stores.remove(store);
    }

    /** Returns the path of the file. */
    public Path file() {
        return file;
    }

    /** Returns the largest size of the file. */
    public long budgetOctets() {
        return budgetOctets;
    }

    /** Returns the clock for the stores in the file. */
    Clock clock() {
        return clock;
    }

    /** Runs work that only reads, for a store named in messages. */
    <T> T read(String store, Database.Work<T> work) {
        SQLException fault;
        int met = 0;
        reading.lock();
        try {
            met = replacements;
            return work.in(reader(store));
        } catch (SQLException e) {
            fault = e;
            closeReader();
        } catch (Throwable e) {
            closeReader();
            throw e;
        } finally {
            reading.unlock();
        }
        throw failed(fault, met, store);
    }

    /** Runs work in one transaction, for a store named in messages. */
    <T> T write(String store, Database.Work<T> work) {
        SQLException fault;
        int met = 0;
        writing.lock();
        try {
            met = replacements;
            Session session = writer(store);
            session.execute("BEGIN IMMEDIATE");
            T done = work.in(session);
            session.execute("COMMIT");
            return done;
        } catch (SQLException e) {
            fault = e;
            closeWriter();
        } catch (Throwable e) {
            closeWriter();
            throw e;
        } finally {
            writing.unlock();
        }
        throw failed(fault, met, store);
    }

    private Session reader(String store) throws SQLException {
        refuseWhenClosed(store);
        Session session = reader;
        if (session == null) {
            session = sessions.forReading();
            reader = session;
        }
        return session;
    }

    private Session writer(String store) throws SQLException {
        refuseWhenClosed(store);
        Session session = writer;
        if (session == null) {
            session = sessions.forWriting(stores);
            writer = session;
        }
        return session;
    }

    private void refuseWhenClosed(String store) {
        if (closed) {
            throw new StoreException(StoreException.Kind.CLOSED, store + " was closed.", null);
        }
    }

    /** Closes the session for reading, which ends its statements. */
    private void closeReader() {
        Session session = reader;
        reader = null;
        close(session);
    }

    /** Closes the session for writing, which rolls back its transaction. */
    private void closeWriter() {
        Session session = writer;
        writer = null;
        close(session);
    }

    private void close(@Nullable Session session) {
        try {
            if (session != null) {
                session.close();
            }
        } catch (SQLException e) {
            LOG.debug("Closing a session of {} failed", name, e);
        }
    }

    /**
     * Moves a damaged file aside, once, whether the writer or the reader found the damage.
     *
     * @param met the number of replacements when the work began
     */
    private StoreException failed(SQLException cause, int met, String store) {
        if (SqliteFaults.isCorrupt(cause)) {
            writing.lock();
            reading.lock();
            try {
                if (met == replacements && !closed) {
                    closeReader();
                    closeWriter();
                    putAside(cause, store);
                    replacements++;
                    stores.forEach(SqliteDatabase::startedEmpty);
                    writer = sessions.forWriting(stores);
                }
            } catch (SQLException e) {
                cause.addSuppressed(e); // the next call opens the file again
            } finally {
                reading.unlock();
                writing.unlock();
            }
        }
        return SqliteFaults.of(cause, store, budgetOctets);
    }

    private void putAside(SQLException cause, String store) {
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
                    store + " is damaged and could not be moved aside: move it away; it is not overwritten.",
                    cause);
        }
        LOG.error("{} was damaged: moved to {}, started a new store", store, beside(suffix), cause);
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    @Override
    public void backupTo(Path copy) {
        refuseWhenClosed(name);
        new SqliteBackup(sessions, file, name).to(copy);
    }

    @Override
    public void close() {
        writing.lock();
        reading.lock();
        try {
            if (!closed) {
                closed = true;
                closeReader();
                closeWriter();
                lock.close();
            }
        } finally {
            reading.unlock();
            writing.unlock();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
