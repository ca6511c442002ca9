package io.github.mtasts.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** A connection and its prepared statements. Used by one thread at a time. */
public final class Session implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private boolean isRepeatable = true;
    private boolean isCommitting;
    /** Whether the connection committed each statement by itself, and does so again when the transaction has ended. */
    private boolean restoresAutoCommit;

    /** Creates a session on a connection. {@link #close} closes the connection. */
    public Session(Connection connection) {
        this.connection = connection;
    }

    /** Returns the connection. */
    public Connection connection() {
        return connection;
    }

    /** Returns a statement with these parameters. Each statement is prepared once per session. */
    public PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** Runs a statement that is not kept. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Excludes the work from repetition from now on, because a result of it was handed out. */
    public void keepFromRepeating() {
        isRepeatable = false;
    }

    boolean isRepeatable() {
        return isRepeatable;
    }

    /** Begins a transaction. */
    void begin() throws SQLException {
        boolean isAutomatic = connection.getAutoCommit();
        connection.setAutoCommit(false);
        restoresAutoCommit = isAutomatic;
    }

    /** Ends the transaction without its changes. If that fails, the connection stays as it is: restoring it would commit. */
    void rollBack() throws SQLException {
        boolean restores = restoresAutoCommit;
        restoresAutoCommit = false;
        connection.rollback();
        restoresAutoCommit = restores;
    }

    /** Sends COMMIT. From now on only the answer of the server tells whether the work was applied. */
    void commit() throws SQLException {
        isCommitting = true;
        connection.commit();
    }

    boolean isCommitting() {
        return isCommitting;
    }

    @Override
    public void close() throws SQLException {
        try {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
            if (restoresAutoCommit) { // a pool of the mail server gives the connection to others
                connection.setAutoCommit(true);
            }
        } finally {
            connection.close();
        }
    }
}
