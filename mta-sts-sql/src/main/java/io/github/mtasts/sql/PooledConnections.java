package io.github.mtasts.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A pool, and connections past it. After a failure the pool puts off its next attempt to connect, for seconds in the end, and
 * some of the connections it keeps may have been ended by a server that was started anew. Where it has none to give, or gave
 * one that was lost, a connection is therefore made past it, for one piece of work.
 */
final class PooledConnections implements Connections {
    private final DataSource server;
    private final PostgresAccess access;
    private final HikariDataSource pool;
    /** As many as there may be connections: who has one never waits for others, only for the server. */
    private final Semaphore turns;

    private volatile boolean hasFailed;

    /** @param server makes a connection at each call */
    PooledConnections(DataSource server, PostgresAccess access) {
        this.server = server;
        this.access = access;
        this.pool = new HikariDataSource(access.pool(server));
        this.turns = new Semaphore(access.maxConnections(), true);
    }

    @Override
    public void enter() throws SQLException {
        try {
            if (!turns.tryAcquire(access.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLTransientConnectionException("for " + access.timeout() + " all of its "
                        + access.maxConnections() + " connections have been at work");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("the thread was interrupted that waited for a connection", e);
        }
    }

    @Override
    public void leave() {
        turns.release();
    }

    @Override
    public Connection open(boolean isFresh) throws SQLException {
        if (isFresh) {
            hasFailed = true;
            pool.getHikariPoolMXBean().softEvictConnections();
            return server.getConnection();
        }
        if (hasFailed && pool.getHikariPoolMXBean().getIdleConnections() == 0) {
            return server.getConnection();
        }
        try {
            Connection connection = pool.getConnection();
            hasFailed = false;
            return connection;
        } catch (SQLException e) {
            hasFailed = true;
            return pastThePool(e);
        }
    }

    private Connection pastThePool(SQLException cause) throws SQLException {
        if (pool.isClosed()) {
            throw cause;
        }
        try {
            return server.getConnection();
        } catch (SQLException e) {
            e.addSuppressed(cause);
            throw e;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
