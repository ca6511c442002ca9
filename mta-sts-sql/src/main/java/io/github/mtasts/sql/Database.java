package io.github.mtasts.sql;

import java.sql.SQLException;

/** A database that work can be done in. Faults are thrown as {@code StoreException}. Thread-safe. */
public interface Database extends AutoCloseable {
    /** Work in a session. */
    @FunctionalInterface
    interface Work<T> {
        /**
         * Does it. May be called again, with another session, when the database asks for that or was lost, until
         * {@link Session#keepFromRepeating}: it begins with nothing that an earlier call has left.
         */
        T in(Session session) throws SQLException;
    }

    /** Reads. */
    <T> T read(Work<T> work);

    /**
     * Does work as a whole or not at all; when this returns, it is as durable as this database makes it. When the database
     * is lost while it commits, this throws, for the work may have been done, and would then be done twice.
     */
    <T> T write(Work<T> work);

    /**
     * The same for work that may be done twice, because a second time changes nothing that matters to anybody. When the
     * database is lost while it commits, it is done again.
     */
    default <T> T writeIdempotent(Work<T> work) {
        return write(work);
    }

    /** The time by which rows are judged, in milliseconds since the epoch. */
    long now(Session session) throws SQLException;

    /** How this database wants to be spoken to. */
    Dialect dialect();

    @Override
    void close();
}
