package io.github.mtasts.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A connection and the statements that were prepared on it. Used by one thread at a time. */
public final class Session implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private boolean isRepeatable = true;
    private boolean isCommitting;

    /** A session on a connection, which is closed with it. */
    public Session(Connection connection) {
        this.connection = connection;
    }

    /** The connection. */
    public Connection connection() {
        return connection;
    }

    /** A statement with these parameters, prepared once for as long as the session lives. */
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

    /** From here on the work is not done again, for somebody outside was told what it had found so far. */
    public void keepFromRepeating() {
        isRepeatable = false;
    }

    boolean isRepeatable() {
        return isRepeatable;
    }

    /** COMMIT is sent, and from here on only its answer tells whether the work was done. */
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
        } finally {
            connection.close();
        }
    }
}
