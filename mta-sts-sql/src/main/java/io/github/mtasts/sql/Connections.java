package io.github.mtasts.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections come from. Thread-safe. */
@FunctionalInterface
interface Connections extends AutoCloseable {
    /** Waits until there may be one more piece of work. {@link #leave} is to be called when it is done. */
    default void enter() throws SQLException {}

    /** A piece of work is done. */
    default void leave() {}

    /**
     * Gives a connection, which the caller closes.
     *
     * @param isFresh whether one is wanted that was made just now, since a connection that was there before was lost
     */
    Connection open(boolean isFresh) throws SQLException;

    @Override
    default void close() {}
}
