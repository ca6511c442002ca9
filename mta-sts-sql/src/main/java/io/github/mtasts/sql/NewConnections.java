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

/** Makes connections to a server, a new one at each call. Thread-safe. */
final class NewConnections implements DataSource {
    private final PostgresAccess access;
    private final Driver driver;

    NewConnections(PostgresAccess access) {
        this.access = access;
        try {
            this.driver = DriverManager.getDriver(access.url());
        } catch (SQLException e) {
            throw new IllegalArgumentException(
                    "No JDBC driver takes " + access.publicUrl()
                            + ": see that it begins with jdbc:postgresql: and that org.postgresql:postgresql is there.",
                    e);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return getConnection(access.user(), access.password());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        Properties settings = access.driverSettings();
        settings.setProperty("user", user);
        settings.setProperty("password", password);
        return driver.connect(access.url(), settings);
    }

    /** Does nothing: the settings have limits, and the one that a pool sets here would be that of every driver. */
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
        throw new SQLFeatureNotSupportedException("the log of the driver is java.util.logging's");
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return driver.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException("this wraps no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
