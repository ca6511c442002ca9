package io.github.mtasts.sql;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Translates errors of SQLite to exceptions that say what to do. */
final class SqliteFaults {
    private static final int READ_ONLY = 8;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int NOT_A_DATABASE = 26;

    private SqliteFaults() {}

    /** Whether the file is damaged or is not a database. */
    static boolean isCorrupt(SQLException e) {
        int code = code(e);
        return code == CORRUPT || code == NOT_A_DATABASE;
    }

    /**
     * Creates the exception for an error.
     *
     * @param store names the store, such as {@code The policy store policies.db}
     */
    static StoreException of(SQLException e, String store, long budgetOctets) {
        return switch (code(e)) {
            case READ_ONLY ->
                new StoreException(Kind.READ_ONLY, store + " is read-only: give this process write permission.", e);
            case CORRUPT, NOT_A_DATABASE ->
                new StoreException(
                        Kind.CORRUPT,
                        store + " was damaged: it was moved aside to a file beside it, and a new store was started.",
                        e);
            case FULL -> full(store, budgetOctets, e);
            default ->
                new StoreException(
                        Kind.UNREACHABLE,
                        store + " failed (" + e.getMessage() + "): check the disk and the permissions of the file.",
                        e);
        };
    }

    static StoreException full(String store, long budgetOctets, @Nullable SQLException cause) {
        return new StoreException(
                Kind.FULL,
                store + " is full: raise its budget of " + budgetOctets + " octets, or free space on the disk.",
                cause);
    }

    /** Returns SQLite's primary result code. A failed batch has it in its cause. */
    private static int code(SQLException e) {
        return e.getErrorCode() == 0 && e.getCause() instanceof SQLException cause
                ? code(cause)
                : e.getErrorCode() & 0xff;
    }
}
