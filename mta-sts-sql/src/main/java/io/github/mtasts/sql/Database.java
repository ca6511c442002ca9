package io.github.mtasts.sql;

import java.sql.SQLException;

/** A database that runs units of work. Failures are thrown as {@code StoreException}. Thread-safe. */
public interface Database extends AutoCloseable {
    /** A unit of work in a session. */
    @FunctionalInterface
    interface Work<T> {
        /**
         * Runs the work. May be called again with another session, after a conflict or a lost connection, until it calls
         * {@link Session#keepFromRepeating}. It must not use state that an earlier call left behind.
         */
        T in(Session session) throws SQLException;
    }

    /** Runs work that only reads. */
    <T> T read(Work<T> work);

    /**
     * Runs work in one transaction; when this returns, the transaction is as durable as the database makes it. Throws if the
     * connection is lost during the commit: the commit may have succeeded, and a repetition would apply the work twice.
     */
    <T> T write(Work<T> work);

    /**
     * Runs work in one transaction that may be applied twice without harm. If the connection is lost during the commit, the work
     * runs again.
     */
    default <T> T writeIdempotent(Work<T> work) {
        return write(work);
    }

    /** Returns the current time by which rows expire or fall due, in milliseconds since the epoch. */
    long now(Session session) throws SQLException;

    /** Returns the SQL dialect of this database. */
    Dialect dialect();

    @Override
    void close();
}
