package io.github.mtasts.sql;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Opens a new connection to a server at each call. Thread-safe. */
final class NewConnections implements DataSource {
    private static final OptionalJar JAR = new OptionalJar("org.postgresql:postgresql");
    private static final String PREFIX = "jdbc:postgresql:";

    private final PostgresAccess access;
    private final Driver driver;

    /** @param store names the store in messages */
    NewConnections(PostgresAccess access, String store) {
        this.access = access;
        this.driver = driver(access, store);
    }

    /** Loads the driver of PostgreSQL, or finds a registered one for the URL of another. */
    private static Driver driver(PostgresAccess access, String store) {
        try {
            if (!access.url().startsWith(PREFIX)) {
                return DriverManager.getDriver(access.url());
            }
            Driver driver = JAR.driver("org.postgresql.Driver", store);
            if (driver.acceptsURL(access.url())) {
                return driver;
            }
        } catch (SQLException e) {
            throw refused(access, e);
        }
        throw refused(access, null);
    }

    private static IllegalArgumentException refused(PostgresAccess access, @Nullable SQLException cause) {
        return new IllegalArgumentException(
                "No JDBC driver accepts " + access.publicUrl()
                        + ": use a URL such as jdbc:postgresql://db.example.com/mail.",
                cause);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return getConnection(access.user(), access.password());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        Properties settings = access.driverSettings();
        if (!user.isEmpty()) { // an empty one would replace the user in the URL
            settings.setProperty("user", user);
        }
        if (!password.isEmpty()) {
            settings.setProperty("password", password);
        }
        return driver.connect(access.url(), settings);
    }

    /** Does nothing: the driver settings have time limits, and the limit that a pool sets here applies to all drivers. */
    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("The driver logs to java.util.logging.");
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return driver.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException("This wraps no " + type.getName() + ".");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
