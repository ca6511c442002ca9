package io.github.mtasts.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** A source of connections. Thread-safe. */
@FunctionalInterface
interface Connections extends AutoCloseable {
    /** Waits until one more unit of work may start. The caller calls {@link #leave} at its end. */
    default void enter() throws SQLException {}

    /** Ends a unit of work. */
    default void leave() {}

    /**
     * Returns a connection. The caller closes it.
     *
     * @param isFresh true for a newly opened connection, because an earlier one was lost
     */
    Connection open(boolean isFresh) throws SQLException;

    @Override
    default void close() {}
}
