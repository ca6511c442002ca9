package io.github.mtasts.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections without a server. */
class ConnectionsTest {
    private final List<String> calls = new ArrayList<>();
    private boolean fails;

    /** A server that notes the calls. Its connections fail on demand. */
    private DataSource server() {
        return proxy(DataSource.class, method -> switch (method) {
            case "getConnection" -> {
                if (fails) {
                    throw new SQLException("refused", "08001");
                }
                yield proxy(Connection.class, this::call);
            }
            case "getLoginTimeout" -> 7;
            case "isWrapperFor" -> true;
            case "unwrap" -> "unwrapped";
            case "getParentLogger" -> Logger.getGlobal();
            default -> call(method);
        });
    }

    private @Nullable Object call(String method) throws SQLException {
        calls.add(method);
        if (fails) {
            throw new SQLException("broken", "08006");
        }
        return method.equals("isClosed") ? false : null;
    }

    private interface Answer {
        @Nullable
        Object to(String method) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                ConnectionsTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName())));
    }

    @Test
    void aConnectionThatCannotBeOpenedTakesNoPlace() throws SQLException {
        LimitedConnections limited = new LimitedConnections(server(), 1);
        fails = true;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> limited.getConnection(0)).hasMessage("refused");
        }
        fails = false;
        assertThat(limited.getConnection(0)).isNotNull();
        assertThat(limited.getConnection(0)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "abort"})
    void aConnectionThatEndsLeavesItsPlaceAlthoughEndingItFails(String way) throws SQLException {
        LimitedConnections limited = new LimitedConnections(server(), 1);
        Connection connection = limited.getConnection();
        fails = true;
        assertThatThrownBy(() -> {
                    if (way.equals("close")) {
                        connection.close();
                    } else {
                        connection.abort(Runnable::run);
                    }
                })
                .isInstanceOf(SQLException.class)
                .hasMessage("broken");
        fails = false;
        assertThat(calls).containsExactly(way);
        assertThat(limited.getConnection(0)).isNotNull();
    }

    @Test
    void anInterruptEndsTheWaitForAConnection() throws SQLException {
        LimitedConnections limited = new LimitedConnections(server(), 1);
        Connection first = limited.getConnection();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> limited.getConnection(Long.MAX_VALUE))
                .isInstanceOf(SQLTransientConnectionException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        first.close();
        assertThat(limited.getConnection(0)).isNotNull();
    }

    @Test
    void theRestOfALimitedSourceIsThatOfTheServer() throws SQLException {
        LimitedConnections limited = new LimitedConnections(server(), 1);
        assertThatThrownBy(() -> limited.getConnection("me", "secret")).hasMessageNotContaining("secret");
        limited.setLoginTimeout(3);
        limited.setLogWriter(null);
        assertThat(calls).containsExactly("setLoginTimeout", "setLogWriter");
        assertThat(limited.getLoginTimeout()).isEqualTo(7);
        assertThat(limited.getLogWriter()).isNull();
        assertThat(limited.isWrapperFor(String.class)).isTrue();
        assertThat(limited.unwrap(String.class)).isEqualTo("unwrapped");
        assertThat(limited.getParentLogger()).isSameAs(Logger.getGlobal());
    }

    @Test
    void aRegisteredDriverServesAnotherUrl(@TempDir Path folder) throws SQLException {
        NewConnections sqlite =
                new NewConnections(PostgresAccess.to("jdbc:sqlite:" + folder.resolve("x.db")), "The test store");
        try (Connection first = sqlite.getConnection();
                Connection second = sqlite.getConnection("", "")) {
            assertThat(first).isNotSameAs(second);
            assertThat(first.isClosed()).isFalse();
        }
        sqlite.setLoginTimeout(5);
        assertThat(sqlite.getLoginTimeout()).isZero();
        assertThat(sqlite.getLogWriter()).isNull();
        assertThat(sqlite.isWrapperFor(Connection.class)).isFalse();
        assertThatThrownBy(() -> sqlite.setLogWriter(null)).isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThatThrownBy(() -> sqlite.unwrap(Connection.class)).isInstanceOf(SQLFeatureNotSupportedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:none://host/x?password=secret", "jdbc:postgresql://host:port/x?password=secret"})
    void aUrlThatNoDriverAcceptsIsRefusedWithoutItsPassword(String url) {
        assertThatThrownBy(() -> new NewConnections(PostgresAccess.to(url), "The test store"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("No JDBC driver accepts " + url.replaceAll("[?].*", "") + ":")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://mail:secret@db.example/mail",
                "jdbc:postgresql://mail:secret@db.example/mail?password=secret",
                "jdbc:postgresql://mail:of/secret@secret@db.example/mail?user=mail@example.com&password=secret",
                "jdbc:postgresql://db.example/mail?user=mail@example.com&password=secret"
            })
    void aUrlIsShownWithoutUserAndPassword(String url) {
        assertThat(PostgresAccess.to(url)).hasToString("jdbc:postgresql://db.example/mail, 4 connections, PT2S");
    }

    @Test
    void aUrlWhosePasswordHasAQuestionMarkIsNotShown() {
        assertThat(PostgresAccess.to("jdbc:postgresql://mail:sec?ret@db.example/mail"))
                .hasToString("jdbc:postgresql://, 4 connections, PT2S");
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "1001, 2", "2000, 2", "60000, 60"})
    void theDriverWaitsAtLeastAsLongAsTheStore(long millis, String seconds) {
        Properties settings = PostgresAccess.to("jdbc:postgresql://host/x")
                .timeout(Duration.ofMillis(millis))
                .driverSettings();
        assertThat(settings)
                .containsEntry("connectTimeout", seconds)
                .containsEntry("socketTimeout", seconds)
                .doesNotContainKeys("user", "password");
    }

    @Test
    void refusesSettingsThatCannotWork() {
        PostgresAccess access = PostgresAccess.to("jdbc:postgresql://host/x");
        assertThat(access.maxConnections()).isEqualTo(4);
        assertThat(access.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThatThrownBy(() -> access.maxConnections(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> access.timeout(Duration.ofMillis(999))).hasMessageContaining("at least a second");
        assertThatThrownBy(() -> access.timeout(ChronoUnit.FOREVER.getDuration()))
                .hasMessageContaining("an hour");
        assertThat(access.timeout(Duration.ofHours(1)).driverSettings()).containsEntry("socketTimeout", "3600");
        assertThat(access.maxConnections(1).timeout(Duration.ofSeconds(1)))
                .hasToString("jdbc:postgresql://host/x, 1 connections, PT1S");
    }

    @Test
    void aMissingDriverIsNamedWithItsRemedy() {
        assertThatThrownBy(() -> new OptionalJar("org.example:driver").driver("org.example.Driver", "The test store"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The test store needs org.example:driver, which was not found: add it to the application's"
                        + " dependencies.")
                .hasCauseInstanceOf(ClassNotFoundException.class);
    }
}
