package io.github.mtasts.sql;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Opens at most a given number of connections at a time, whether a pool or a caller asks for them. Thread-safe. */
final class LimitedConnections implements DataSource {
    private final DataSource server;
    private final int limit;
    /** Fair, so that the pool, which does not wait, takes no connection from a caller that waits. */
    private final Semaphore free;

    LimitedConnections(DataSource server, int limit) {
        this.server = server;
        this.limit = limit;
        this.free = new Semaphore(limit, true);
    }

    /** Opens a connection for the pool. Does not wait for another one to be closed. */
    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = getConnection(0);
        if (connection == null) {
            throw new SQLTransientConnectionException("all " + limit + " connections are open");
        }
        return connection;
    }

    /** Opens a connection. Returns null if too many were open for the given time. */
    @Nullable
    Connection getConnection(long waitMillis) throws SQLException {
        try {
            if (!free.tryAcquire(waitMillis, TimeUnit.MILLISECONDS)) {
                return null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
        }
        boolean isOpen = false;
        try {
            Connection connection = counted(server.getConnection());
            isOpen = true;
            return connection;
        } finally {
            if (!isOpen) {
                free.release();
            }
        }
    }

    private Connection counted(Connection connection) {
        AtomicBoolean isClosed = new AtomicBoolean();
        return (Connection) Proxy.newProxyInstance(
                LimitedConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    } finally {
                        boolean ends = method.getName().equals("close")
                                || method.getName().equals("abort");
                        if (ends && isClosed.compareAndSet(false, true)) {
                            free.release();
                        }
                    }
                });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLException("The user is in the settings of the store.");
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        server.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return server.getLoginTimeout();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        server.setLogWriter(out);
    }

    @Override
    public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
        return server.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return server.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return server.isWrapperFor(type);
    }
}
