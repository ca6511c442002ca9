package io.github.mtasts.faults;

/** A fault of a store, and the errors that databases report for it. */
public enum Fault {
    /** The disk is full. */
    NO_SPACE(13, "53100", "MISCONF Errors writing to the AOF file: No space left on device"),
    /** The budget of the store is used up. */
    BUDGET(13, "53200", "OOM command not allowed when used memory > 'maxmemory'."),
    /** The disk fails. */
    IO_ERROR(10, "58030", "MISCONF Errors writing to the AOF file: Input/output error"),
    /** The code of the store, or of a driver, throws an unchecked exception. */
    RUNTIME_ERROR(0, "", "ERR Error running script"),
    /** Another client holds a lock. */
    BUSY(5, "55P03", "BUSY Redis is busy running a script."),
    /** The connection ends. */
    CONNECTION_LOST(21, "08006", ""),
    /** The server ends all connections, and starts again. */
    SERVER_RESTARTED(21, "57P01", "LOADING Redis is loading the dataset in memory");

    private final int sqliteCode;
    private final String sqlState;
    private final String redisError;

    Fault(int sqliteCode, String sqlState, String redisError) {
        this.sqliteCode = sqliteCode;
        this.sqlState = sqlState;
        this.redisError = redisError;
    }

    /** Whether the connection is of no use afterwards. */
    boolean endsConnection() {
        return this == CONNECTION_LOST || this == SERVER_RESTARTED;
    }

    int sqliteCode() {
        return sqliteCode;
    }

    String sqlState() {
        return sqlState;
    }

    /** Returns the error reply of Redis, without its dash; empty if the connection is closed without a reply. */
    String redisError() {
        return redisError;
    }
}
