package io.github.mtasts.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A connection pool, and connections outside it. After a failure HikariCP delays its next attempt to connect, by seconds in the
 * end, and its idle connections may be dead because the server restarted. When the pool has no connection, or gave a dead one,
 * a connection outside the pool is opened for one unit of work.
 */
final class PooledConnections implements Connections {
    /** The shortest wait that HikariCP allows. The semaphore makes callers wait for each other, so the pool need not. */
    private static final long POOL_WAIT_MILLIS = 250;

    /** How long a caller waits before it asks the pool again to close its idle connections. */
    private static final long RETRY_MILLIS = 50;

    private final LimitedConnections server;
    private final PostgresAccess access;
    private final HikariDataSource pool;
    /** One permit per connection: a caller with a permit waits for the server only. */
    private final Semaphore turns;

    private volatile boolean hasFailed;

    /** @param server opens a new connection at each call */
    PooledConnections(DataSource server, PostgresAccess access) {
        this.server = new LimitedConnections(server, access.maxConnections());
        this.access = access;
        this.pool = new HikariDataSource(config(this.server, access));
        this.turns = new Semaphore(access.maxConnections(), true);
    }

    private static HikariConfig config(DataSource server, PostgresAccess access) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(server);
        config.setPoolName("mta-sts");
        config.setMaximumPoolSize(access.maxConnections());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(POOL_WAIT_MILLIS);
        config.setValidationTimeout(access.timeout().toMillis());
        config.setInitializationFailTimeout(-1);
        return config;
    }

    @Override
    public void enter() throws SQLException {
        try {
            if (!turns.tryAcquire(access.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLTransientConnectionException(
                        "all " + access.maxConnections() + " connections were in use for " + access.timeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
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
            return outsideThePool();
        }
        if (hasFailed && pool.getHikariPoolMXBean().getIdleConnections() == 0) {
            return outsideThePool();
        }
        try {
            Connection connection = pool.getConnection();
            hasFailed = false;
            return connection;
        } catch (SQLException e) {
            hasFailed = true;
            return outsideThePool(e);
        }
    }

    private Connection outsideThePool(SQLException cause) throws SQLException {
        if (pool.isClosed()) {
            throw cause;
        }
        try {
            return outsideThePool();
        } catch (SQLException e) {
            e.addSuppressed(cause);
            throw e;
        }
    }

    /** Opens a connection, for which idle connections of the pool are closed if too many are open. */
    private Connection outsideThePool() throws SQLException {
        long end = System.nanoTime() + access.timeout().toNanos();
        Connection connection = server.getConnection(RETRY_MILLIS);
        while (connection == null) {
            if (System.nanoTime() - end > 0) {
                throw new SQLTransientConnectionException(
                        "all " + access.maxConnections() + " connections were open for " + access.timeout());
            }
            pool.getHikariPoolMXBean().softEvictConnections();
            connection = server.getConnection(RETRY_MILLIS);
        }
        return connection;
    }

    @Override
    public void close() {
        pool.close();
    }
}
