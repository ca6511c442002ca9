package io.github.mtasts.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The errors of the databases, as kinds of failures with their remedies. */
class FaultKindsTest {
    private static final Schema SCHEMA =
            new Schema("test store", dialect -> new Migrations("tests", List.of()), List.of());

    @ParameterizedTest
    @CsvSource({
        "8, READ_ONLY, write permission",
        "1032, READ_ONLY, write permission",
        "11, CORRUPT, moved aside",
        "26, CORRUPT, moved aside",
        "13, FULL, raise its budget of 4096 octets",
        "10, UNREACHABLE, check the disk",
        "5, UNREACHABLE, check the disk",
        "0, UNREACHABLE, check the disk"
    })
    void errorsOfSqlite(int code, Kind kind, String advice) {
        SQLException cause = new SQLException("the error", "", code);
        SQLException ofABatch = new SQLException("batch entry 0", cause);
        for (SQLException each : List.of(cause, ofABatch)) {
            StoreException fault = SqliteFaults.of(each, "The test store", 4_096);
            assertThat(fault.kind()).isEqualTo(kind);
            assertThat(fault)
                    .hasMessageStartingWith("The test store ")
                    .hasMessageContaining(advice)
                    .hasCause(each);
            assertThat(SqliteFaults.isCorrupt(each)).isEqualTo(kind == Kind.CORRUPT);
        }
    }

    private final List<String> calls = new ArrayList<>();
    private final List<Boolean> opened = new ArrayList<>();
    private int failures;

    /** A database of which so many statements fail with a state. */
    private PostgresDatabase failing(String state, int times) {
        failures = times;
        Connection connection = (Connection) Proxy.newProxyInstance(
                FaultKindsTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    if (method.getName().equals("getAutoCommit")) {
                        return true;
                    }
                    if (method.getName().equals("prepareStatement") && failures-- > 0) {
                        throw new SQLException("the error", state);
                    }
                    if (method.getName().equals("prepareStatement")) {
                        throw new IllegalStateException("it works");
                    }
                    return null;
                });
        return new PostgresDatabase(
                SCHEMA,
                isFresh -> {
                    opened.add(isFresh);
                    return connection;
                },
                "of the test",
                null);
    }

    @ParameterizedTest
    @CsvSource({
        "53100, FULL, give the server more disk or memory",
        "53200, FULL, give the server more disk or memory",
        "54000, UNREACHABLE, report this to the maintainers",
        "25006, READ_ONLY, use the address of the primary server",
        "42501, READ_ONLY, use the address of the primary server",
        "58030, UNREACHABLE, check the server and the network",
        "22021, UNREACHABLE, check the server and the network"
    })
    void errorsOfPostgresql(String state, Kind kind, String advice) {
        PostgresDatabase database = failing(state, 1);
        assertThatThrownBy(() -> database.write(session -> 1))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageStartingWith("The test store of the test ")
                .hasMessageContaining(advice);
        assertThat(opened).as("not repeated").hasSize(1);
        assertThat(calls).contains("rollback", "close").doesNotContain("commit");
    }

    /** A conflict with another transaction ends after some tries. */
    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "42P01"})
    void conflictsAreTriedFiveTimes(String state) {
        PostgresDatabase database = failing(state, 4);
        assertThatThrownBy(() -> database.write(session -> 1)).hasMessage("it works");
        assertThat(opened).containsExactly(false, false, false, false, false);
        opened.clear();
        PostgresDatabase worse = failing(state, 5);
        assertThatThrownBy(() -> worse.write(session -> 1)).isInstanceOf(StoreException.class);
        assertThat(opened).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "57P02", "57P03", "57P05", "25P03"})
    void aLostConnectionIsReplacedOnceByAFreshOne(String state) {
        PostgresDatabase database = failing(state, 1);
        assertThatThrownBy(() -> database.write(session -> 1)).hasMessage("it works");
        assertThat(opened).containsExactly(false, true);
        opened.clear();
        PostgresDatabase worse = failing(state, 2);
        assertThatThrownBy(() -> worse.write(session -> 1)).isInstanceOf(StoreException.class);
        assertThat(opened).containsExactly(false, true);
    }

    /** A wrapped DataSource or another language may throw one. */
    @Test
    void aCheckedExceptionThatNoMethodDeclaresIsRolledBack() {
        IOException undeclared = new IOException("the test");
        PreparedStatement statement = (PreparedStatement) Proxy.newProxyInstance(
                FaultKindsTest.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                (proxy, method, arguments) -> method.getName().equals("execute") ? true : null);
        Connection connection = (Connection) Proxy.newProxyInstance(
                FaultKindsTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return switch (method.getName()) {
                        case "getAutoCommit" -> true;
                        case "prepareStatement" -> statement;
                        default -> null;
                    };
                });
        Schema schema = new Schema(
                "test store",
                dialect -> {
                    throw FaultKindsTest.<RuntimeException>undeclared(undeclared);
                },
                List.of());
        PostgresDatabase database = new PostgresDatabase(schema, isFresh -> connection, "of the test", null);
        assertThatThrownBy(() -> database.write(session -> 1)).isSameAs(undeclared);
        assertThat(calls).contains("rollback", "close").doesNotContain("commit");
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <T extends Exception> T undeclared(Exception thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void aClosedDatabaseSaysSo() {
        PostgresDatabase database = failing("", 0);
        database.close();
        database.close();
        assertThatThrownBy(() -> database.read(session -> 1))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
        assertThat(opened).isEmpty();
    }

    @Test
    void aPoolWithoutConnectionsIsAFailureOfTheStore() {
        PostgresDatabase database = new PostgresDatabase(
                SCHEMA,
                isFresh -> {
                    throw new SQLException("no connection", "08001");
                },
                "of the test",
                null);
        assertThatThrownBy(() -> database.read(session -> 1))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    }
}
