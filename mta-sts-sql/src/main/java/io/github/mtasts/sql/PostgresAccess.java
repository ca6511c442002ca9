package io.github.mtasts.sql;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;

/**
 * How a PostgreSQL server is reached.
 *
 * @param url such as {@code jdbc:postgresql://db.example.com/mail}
 * @param user who connects
 * @param password appears in no message
 * @param maxConnections how many connections are kept at most
 * @param timeout how long a call may wait for a connection, and for each answer
 */
public record PostgresAccess(String url, String user, String password, int maxConnections, Duration timeout) {
    /** The least that the pool knows. Nobody waits in it for others; a server that answers gives a connection sooner. */
    private static final long POOL_WAIT_MILLIS = 250;

    /** Refuses what cannot work. */
    public PostgresAccess {
        if (maxConnections <= 0) {
            throw new IllegalArgumentException("maxConnections is " + maxConnections + ": it must be at least 1");
        }
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("timeout is " + timeout + ": it must be at least a second");
        }
    }

    /** Four connections, two seconds, and the user that the URL names. */
    public static PostgresAccess to(String url) {
        return new PostgresAccess(url, "", "", 4, Duration.ofSeconds(2));
    }

    /** The same, with who connects. */
    public PostgresAccess credentials(String name, String secret) {
        return new PostgresAccess(url, name, secret, maxConnections, timeout);
    }

    /** The same, with another number of connections. */
    public PostgresAccess maxConnections(int connectionsAtMost) {
        return new PostgresAccess(url, user, password, connectionsAtMost, timeout);
    }

    /** The same, with another limit. */
    public PostgresAccess timeout(Duration limit) {
        return new PostgresAccess(url, user, password, maxConnections, limit);
    }

    /** The URL without its parameters, which may hold a password. */
    String publicUrl() {
        return url.replaceAll("[?].*", "");
    }

    /** What the driver is to be told, but for who connects. */
    Properties driverSettings() {
        Properties settings = new Properties();
        String seconds = Long.toString(timeout.plusMillis(999).toSeconds());
        settings.setProperty("reWriteBatchedInserts", "true"); // one statement for many rows
        settings.setProperty("connectTimeout", seconds);
        settings.setProperty("socketTimeout", seconds);
        return settings;
    }

    HikariConfig pool(DataSource server) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(server);
        config.setPoolName("mta-sts");
        config.setMaximumPoolSize(maxConnections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(POOL_WAIT_MILLIS);
        config.setValidationTimeout(timeout.toMillis());
        config.setInitializationFailTimeout(-1);
        return config;
    }
}
