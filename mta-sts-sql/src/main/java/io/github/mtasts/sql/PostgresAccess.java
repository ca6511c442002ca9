package io.github.mtasts.sql;

import java.time.Duration;
import java.util.Properties;

/**
 * The address of a PostgreSQL server, and how to connect to it. Immutable.
 *
 * @param url such as {@code jdbc:postgresql://db.example.com/mail}
 * @param user the database user; empty for the one in the URL, or the driver's default
 * @param password appears in no message
 * @param maxConnections the largest number of connections
 * @param timeout how long a call may wait for a connection, and for each answer; at most an hour
 */
public record PostgresAccess(String url, String user, String password, int maxConnections, Duration timeout) {
    /** Checks the settings. */
    public PostgresAccess {
        if (maxConnections <= 0) {
            throw new IllegalArgumentException("maxConnections is " + maxConnections + ": it must be at least 1");
        }
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "timeout is " + timeout + ": it must be at least a second and at most an hour");
        }
    }

    /** Creates the default settings: four connections, two seconds, and the user in the URL. */
    public static PostgresAccess to(String url) {
        return new PostgresAccess(url, "", "", 4, Duration.ofSeconds(2));
    }

    /** Returns a copy with another user. */
    public PostgresAccess credentials(String name, String secret) {
        return new PostgresAccess(url, name, secret, maxConnections, timeout);
    }

    /** Returns a copy with another number of connections. */
    public PostgresAccess maxConnections(int connectionsAtMost) {
        return new PostgresAccess(url, user, password, connectionsAtMost, timeout);
    }

    /** Returns a copy with another time limit. */
    public PostgresAccess timeout(Duration limit) {
        return new PostgresAccess(url, user, password, maxConnections, limit);
    }

    /** Returns the settings without user and password. */
    @Override
    public String toString() {
        return publicUrl() + ", " + maxConnections + " connections, " + timeout;
    }

    /** Returns the URL without its parameters and what is before the host, which may contain a password. */
    String publicUrl() {
        // First: where a question mark and then an at sign come before any path, a password may have the question mark.
        return url.replaceAll("(?s)//[^/?]*[?].*@.*", "//")
                .replaceAll("(?s)[?].*", "")
                .replaceAll("(?s)//.*@", "//");
    }

    /** Returns the settings of the driver, except user and password. */
    Properties driverSettings() {
        Properties settings = new Properties();
        String seconds = Long.toString(timeout.plusMillis(999).toSeconds());
        settings.setProperty("reWriteBatchedInserts", "true"); // one statement for many rows
        settings.setProperty("connectTimeout", seconds);
        settings.setProperty("socketTimeout", seconds);
        return settings;
    }
}
