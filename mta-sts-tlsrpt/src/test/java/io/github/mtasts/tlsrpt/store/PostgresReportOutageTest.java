package io.github.mtasts.tlsrpt.store;

import static io.github.mtasts.tlsrpt.store.Samples.DAY;
import static io.github.mtasts.tlsrpt.store.Samples.NONE;
import static io.github.mtasts.tlsrpt.store.Samples.STS;
import static io.github.mtasts.tlsrpt.store.Samples.batch;
import static io.github.mtasts.tlsrpt.store.Samples.counts;
import static io.github.mtasts.tlsrpt.store.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.faults.FreePort;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.Unplanned;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.Lane;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportVisitor;
import io.github.mtasts.tlsrpt.store.internal.Submission;
import io.github.mtasts.tlsrpt.store.internal.SubmissionState;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of calls when connections, or the server, end between them and in their midst. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresReportOutageTest {
    /** For how long the pool gives a connection without a look whether it is alive: always, which is its worst. */
    private static final String UNCHECKED = "com.zaxxer.hikari.aliveBypassWindowMs";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LEASE = Duration.ofMinutes(20);
    private static final ReportKey REPORT = report("a.example");
    private static final String DESTINATION = "mailto:a@example.com";

    private final TestClock clock = new TestClock(Instant.parse("2024-03-01T12:00:00Z"));
    private Path data;
    private int port;
    private EmbeddedPostgres server;
    private ReportRepository store;

    private enum Call {
        READ,
        LIST,
        WRITE,
        CLAIM,
        PLAN_AND_CLAIM_AND_FINISH
    }

    private void assertWorks(Call call) throws IOException {
        switch (call) {
            case READ -> assertThat(read()).containsExactly("sts 1", "no-policy-found 2");
            case LIST -> assertThat(store.list(DAY)).hasSize(2);
            case WRITE -> {
                store.add(batch("b", 1, "c.example", STS, counts(1, 0)), ReportLimits.DEFAULT);
                assertThat(store.list(DAY)).hasSize(3);
            }
            case CLAIM -> {
                dayEnds();
                assertThat(Unplanned.take(store, 1, LEASE)).hasSize(1);
                assertThat(Unplanned.take(store, 10, LEASE)).hasSize(1);
            }
            case PLAN_AND_CLAIM_AND_FINISH -> {
                dayEnds();
                assertThat(Unplanned.take(store, 10, LEASE)).hasSize(2);
                store.plan(REPORT, Map.of(DESTINATION, clock.instant()));
                Submission due = store.takeDue(Lane.MAIL, 10, LEASE).get(0);
                assertThat(store.finish(due, SubmissionState.DELIVERED)).containsKey(DESTINATION);
            }
        }
    }

    private void dayEnds() {
        clock.set(Instant.parse("2024-03-02T05:00:00Z"));
    }

    private List<String> read() throws IOException {
        List<String> told = new ArrayList<>();
        store.read(REPORT, new Told(told));
        return told;
    }

    private record Told(List<String> entries) implements ReportVisitor {
        @Override
        public void policy(PolicyKey policy, long successes, long failures) throws IOException {
            entries.add(policy.type().token() + " " + successes);
        }

        @Override
        public void detail(DetailKey detail, long sessions) {}
    }

    @BeforeAll
    void startServer(@TempDir Path folder) throws IOException {
        System.setProperty(UNCHECKED, Long.toString(Duration.ofDays(1).toMillis()));
        data = folder.resolve("data");
        port = FreePort.choose();
        start();
    }

    private void start() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(PATIENCE)
                .start();
    }

    @AfterAll
    void stopServer() throws IOException {
        System.clearProperty(UNCHECKED);
        stop();
    }

    private void stop() throws IOException {
        Process ending = server.getProcess();
        server.close();
        ending.onExit().join(); // what closed it may have lost patience
    }

    /** Two reports, whose day ends soon. */
    @BeforeEach
    void open() throws SQLException {
        sql("DROP TABLE IF EXISTS mta_sts_schema, " + String.join(", ", ReportSchema.SCHEMA.tables()));
        clock.set(Instant.parse("2024-03-01T12:00:00Z"));
        store = (ReportRepository) PostgresReportStore.builder("jdbc:postgresql://localhost:" + port + "/postgres")
                .credentials("postgres", "")
                .timeout(PATIENCE)
                .clock(clock)
                .open();
        store.add(batch("a", 1, "a.example", STS, counts(1, 0)), ReportLimits.DEFAULT);
        store.add(batch("a", 2, "a.example", NONE, counts(2, 0)), ReportLimits.DEFAULT);
        store.add(batch("a", 3, "b.example", STS, counts(1, 0)), ReportLimits.DEFAULT);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void endConnections() throws SQLException {
        sql("SELECT pg_terminate_backend(pid, " + PATIENCE.toMillis() + ") FROM pg_stat_activity"
                + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void theFirstCallAfterARestartOfTheServerWorks(Call call) throws IOException {
        stop();
        start();
        assertWorks(call);
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void aCallWorksWhoseConnectionTheServerHasEnded(Call call) throws Exception {
        endConnections();
        assertWorks(call);
    }

    /** A report whose counts were written twice would be wrong (RFC 8460 section 4.4); one that fails is written later. */
    @Test
    void aReportThatWasBegunIsNotToldAgain() {
        List<String> told = new ArrayList<>();
        assertThatThrownBy(() -> store.read(REPORT, new ReportVisitor() {
                    @Override
                    public void policy(PolicyKey policy, long successes, long failures) throws IOException {
                        told.add(policy.type().token());
                        try {
                            endConnections();
                        } catch (SQLException e) {
                            throw new IOException(e);
                        }
                    }

                    @Override
                    public void detail(DetailKey detail, long sessions) {}
                }))
                .isInstanceOf(StoreException.class);
        assertThat(told).hasSize(1);
    }

    /** Connections whose next commit is done, and nobody hears of it. */
    private DataSource losing(AtomicBoolean next) {
        return proxy(DataSource.class, server.getPostgresDatabase(), next);
    }

    private static <T> T proxy(Class<T> type, Object real, AtomicBoolean losesNext) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        Object done = method.invoke(real, arguments);
                        if (method.getName().equals("commit") && losesNext.getAndSet(false)) {
                            ((Connection) real).close();
                            throw new SQLException("The answer is lost.", "08006");
                        }
                        return done instanceof Connection opened ? proxy(Connection.class, opened, losesNext) : done;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** Counts are neither lost nor added twice. */
    @Test
    void whatMayBeDoneTwiceIsDoneAgainWhenItsEndIsNotKnown() throws IOException {
        AtomicBoolean losesNext = new AtomicBoolean();
        try (ReportRepository other = (ReportRepository)
                PostgresReportStore.over(losing(losesNext)).clock(clock).open()) {
            losesNext.set(true);
            other.add(batch("b", 1, "a.example", STS, counts(10, 0)), ReportLimits.DEFAULT);
            assertThat(losesNext).isFalse();
            assertThat(read()).containsExactly("sts 11", "no-policy-found 2");

            dayEnds();
            assertThat(Unplanned.take(other, 10, LEASE)).hasSize(2);
            losesNext.set(true);
            other.plan(REPORT, Map.of(DESTINATION, clock.instant()));
            Submission due = other.takeDue(Lane.MAIL, 10, LEASE).get(0);
            losesNext.set(true);
            other.retry(due, true, clock.instant());
            Submission again = other.takeDue(Lane.MAIL, 10, LEASE).get(0);
            assertThat(again.attempts()).isEqualTo(1);
            losesNext.set(true);
            assertThat(other.finish(again, SubmissionState.DELIVERED)).doesNotContainValue(SubmissionState.PENDING);
            assertThat(losesNext).isFalse();
            assertThat(store.list(DAY)).containsExactly(report("b.example"));
        }
    }

    /** A second lot would be kept from everybody, too. */
    @Test
    void whatWasTakenOnUnheardIsNotTakenOnAgain() {
        AtomicBoolean losesNext = new AtomicBoolean();
        dayEnds();
        try (ReportRepository other = (ReportRepository)
                PostgresReportStore.over(losing(losesNext)).clock(clock).open()) {
            losesNext.set(false);
            assertThat(other.list(DAY)).hasSize(2);
            losesNext.set(true);
            assertThatThrownBy(() -> Unplanned.take(other, 1, LEASE)).isInstanceOf(StoreException.class);
            assertThat(Unplanned.take(other, 10, LEASE)).hasSize(1);
            clock.advance(LEASE);
            assertThat(Unplanned.take(other, 10, LEASE)).hasSize(2);
            other.plan(
                    REPORT, Map.of("mailto:a@example.com", clock.instant(), "mailto:b@example.com", clock.instant()));
            losesNext.set(true);
            assertThatThrownBy(() -> other.takeDue(Lane.MAIL, 1, LEASE)).isInstanceOf(StoreException.class);
            assertThat(other.takeDue(Lane.MAIL, 10, LEASE)).hasSize(1);
        }
    }
}
