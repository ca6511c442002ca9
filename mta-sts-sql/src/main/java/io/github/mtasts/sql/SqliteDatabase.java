package io.github.mtasts.sql;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.sqlite.SqliteFile;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The tables of one store in a SQLite file. Thread-safe. */
public final class SqliteDatabase implements Database {
    private static final Dialect DIALECT = new Dialect("TEXT", "BLOB", "", "instr", false);

    private final SqliteStorage storage;
    private final boolean ownsStorage;
    private final Migrations migrations;
    private final SchemaCheck check;
    private final SqliteShare share;
    private final Clock clock;
    private final String name;
    private volatile boolean closed;

    private SqliteDatabase(SqliteStorage storage, boolean ownsStorage, Schema schema, long shareOctets, Clock clock) {
        this.storage = storage;
        this.ownsStorage = ownsStorage;
        this.clock = clock;
        this.name = "The " + schema.storeName() + " " + storage.file();
        this.migrations = schema.migrations().apply(DIALECT);
        this.check = new SchemaCheck(name);
        this.share = new SqliteShare(schema.tables(), ownsStorage ? Long.MAX_VALUE : shareOctets, name);
    }

    /** Opens a file for one store, and creates it if it does not exist. Closing the store closes the file. */
    public static SqliteDatabase open(Schema schema, Path file, long budgetOctets, Clock clock) {
        return open(schema, file, budgetOctets, clock, null);
    }

    /** Opens a file for one store with another driver than that of sqlite-jdbc, for tests. */
    public static SqliteDatabase open(
            Schema schema, Path file, long budgetOctets, Clock clock, @Nullable Driver driver) {
        SqliteStorage storage = SqliteStorage.open(schema.storeName(), file, budgetOctets, clock, driver);
        return added(new SqliteDatabase(storage, true, schema, budgetOctets, clock));
    }

    /**
     * Uses a file that is open for several stores.
     *
     * @param shareOctets the share of this store in the file's budget
     * @param clock null for that of the file
     */
    public static SqliteDatabase in(SqliteFile file, Schema schema, long shareOctets, @Nullable Clock clock) {
        SqliteStorage storage = (SqliteStorage) file;
        return added(new SqliteDatabase(storage, false, schema, shareOctets, clock == null ? storage.clock() : clock));
    }

    private static SqliteDatabase added(SqliteDatabase store) {
        try {
            store.storage.add(store);
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Creates or migrates the tables, in the transaction of a session. */
    void migrate(Session session) throws SQLException {
        migrations.apply(session, name);
    }

    /** Forgets the size of the tables, because the file was replaced. */
    void startedEmpty() {
        share.measureAgain();
    }

    @Override
    public <T> T read(Work<T> work) {
        refuseWhenClosed();
        return storage.read(name, session -> {
            check.beforeRead(session, migrations);
            return work.in(session);
        });
    }

    @Override
    public <T> T write(Work<T> work) {
        refuseWhenClosed();
        SqliteShare.Done<T> done = storage.write(name, session -> {
            check.beforeWrite(session, migrations);
            return share.limit(session, work);
        });
        share.grown(done.growthOctets());
        return done.value();
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new StoreException(StoreException.Kind.CLOSED, name + " was closed.", null);
        }
    }

    @Override
    public long now(Session session) {
        return clock.millis();
    }

    @Override
    public Dialect dialect() {
        return DIALECT;
    }

    @Override
    public void close() {
        closed = true;
        storage.remove(this);
        if (ownsStorage) {
            storage.close();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
