package io.github.mtasts.sql;

import java.sql.SQLException;

/** A database that work can be done in. Faults are thrown as {@code StoreException}. Thread-safe. */
public interface Database extends AutoCloseable {
    /** Work in a session. */
    @FunctionalInterface
    interface Work<T> {
        /** Does it. May be called again when the database asks for that. */
        T in(Session session) throws SQLException;
    }

    /** Reads. */
    <T> T read(Work<T> work);

    /** Does work as a whole or not at all; when this returns, it is as durable as this database makes it. */
    <T> T write(Work<T> work);

    /** The time by which rows are judged, in milliseconds since the epoch. */
    long now(Session session) throws SQLException;

    /** How this database wants to be spoken to. */
    Dialect dialect();

    @Override
    void close();
}
