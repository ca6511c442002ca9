package io.github.mtasts.tlsrpt.store;

import static io.github.mtasts.tlsrpt.store.Samples.DAY;
import static io.github.mtasts.tlsrpt.store.Samples.STS;
import static io.github.mtasts.tlsrpt.store.Samples.batch;
import static io.github.mtasts.tlsrpt.store.Samples.counts;
import static io.github.mtasts.tlsrpt.store.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.sql.SqliteDatabase;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.Unplanned;
import io.github.mtasts.tlsrpt.store.internal.CountBatch;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.Lane;
import io.github.mtasts.tlsrpt.store.internal.LookupFinding;
import io.github.mtasts.tlsrpt.store.internal.PlanTimes;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportVisitor;
import io.github.mtasts.tlsrpt.store.internal.Sighting;
import io.github.mtasts.tlsrpt.store.internal.Submission;
import io.github.mtasts.tlsrpt.store.internal.SubmissionState;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/** No call of a store reads or sorts all rows of a table or of a day, however many reports, hosts and refusals there are. */
class QueryPlanTest {
    private static final Duration LEASE = Duration.ofMinutes(20);
    /** Called by the operator, or once in a stop of the sending; or one that reads no more than an index. */
    private static final Set<String> EXCEPTED = Set.of(
            "SELECT domain FROM mta_sts_report WHERE day = ? AND state < 3 ORDER BY domain",
            "SELECT answered, count(*) FROM mta_sts_report WHERE day = ? GROUP BY answered",
            "SELECT uri, until_at FROM mta_sts_report_suppressed WHERE until_at > ?",
            "DELETE FROM mta_sts_report_suppressed",
            "DELETE FROM mta_sts_report_refusal",
            "UPDATE mta_sts_report_destination SET refusal = '' WHERE state = 'PENDING' AND refusal <> ''",
            "UPDATE mta_sts_report_destination SET refusal = '' WHERE uri = ? AND state = 'PENDING' AND refusal <> ''");

    @TempDir
    private Path folder;

    private final Set<String> prepared = new ConcurrentSkipListSet<>();

    private Driver recording() {
        Driver driver = new JDBC();
        return proxy(Driver.class, driver, (method, result) -> {});
    }

    private interface Seen {
        void call(String method, Object[] arguments);
    }

    private <T> T proxy(Class<T> type, Object target, Seen seen) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    try {
                        Object[] arguments = given == null ? new Object[0] : given;
                        seen.call(method.getName(), arguments);
                        Object result = method.invoke(target, given);
                        return result instanceof Connection connection
                                ? proxy(Connection.class, connection, this::note)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private void note(String method, Object[] arguments) {
        if (method.equals("prepareStatement")) {
            prepared.add((String) arguments[0]);
        }
    }

    /** Calls everything at least once. */
    private void useEverything(Path file) throws IOException {
        TestClock clock = new TestClock(Instant.parse("2024-03-01T12:00:00Z"));
        try (ReportTables store = new ReportTables(
                SqliteDatabase.open(ReportSchema.SCHEMA, file, 1 << 20, clock, recording()), PlanTimes.DEFAULT)) {
            ReportLimits limits = new ReportLimits(3, 1, 1, 1);
            for (int i = 0; i < 5; i++) {
                store.add(batch("a", i, "d" + i + ".example", STS, counts(1, 2, "x", "y")), limits);
            }
            CountBatch unanswered = batch("b", 1, "u.example", STS, counts(1, 0));
            store.add(new CountBatch("b", 1, unanswered.counts(), Set.of(report("u.example"))), limits);
            CountBatch failing = batch("b", 2, "v.example", STS, counts(0, 1));
            store.add(new CountBatch("b", 2, failing.counts(), Set.of(report("v.example"))), limits);
            assertThat(store.isAdded(unanswered)).isTrue();
            store.add(unanswered, limits);
            ReportKey report = report("d0.example");
            store.remember(List.of(new Sighting(report, Set.of("https://r.example/in"), clock.instant())));
            store.forget(List.of(report("d1.example")));
            clock.set(Instant.parse("2024-03-02T05:00:00Z"));
            assertThat(Unplanned.take(store, 10, LEASE)).contains(report);
            store.putOff(report, clock.instant());
            store.putOff(report, LookupFinding.FAILED, clock.instant(), clock.instant());
            store.putOff(report, LookupFinding.ABSENT, clock.instant(), clock.instant());
            assertThat(store.planning(report).isSeen()).isTrue();
            store.plan(report, Map.of("https://r.example/in", clock.instant(), "mailto:a@b.example", clock.instant()));
            store.move("r.example", Lane.SLOW);
            Submission post = store.takeDue(Lane.SLOW, 1, LEASE).get(0);
            store.retry(post, true, clock.instant());
            store.keepRefusal(post, "550 no", clock.instant());
            store.forgetRefusals();
            store.refused(report, "d0.example", "https://r.example/in", clock.instant());
            store.read(report, new ReportVisitor() {
                @Override
                public void policy(PolicyKey policy, long successes, long failures) {}

                @Override
                public void detail(DetailKey detail, long sessions) {}
            });
            assertThat(store.list(DAY)).contains(report);
            store.suppress("mailto:a@b.example", clock.instant());
            assertThat(store.isSuppressed("mailto:a@b.example")).isFalse();
            assertThat(store.suppressed()).isEmpty();
            store.release("mailto:a@b.example");
            store.releaseAll();
            store.finish(post, SubmissionState.DELIVERED);
            store.finish(store.takeDue(Lane.MAIL, 1, LEASE).get(0), SubmissionState.REFUSED);
        }
    }

    @Test
    void everyStatementUsesAnIndexAndSortsNothing() throws IOException, SQLException {
        Path file = folder.resolve("reports.db");
        useEverything(file);
        assertThat(prepared).hasSizeGreaterThan(40);
        Set<String> slow = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : prepared) {
                try (ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
                    while (rows.next()) {
                        String step = rows.getString("detail");
                        if (step.startsWith("SCAN mta_") || step.contains("FOR ORDER BY") || step.endsWith("(day=?)")) {
                            slow.add(sql + ": " + step);
                        }
                    }
                }
            }
        }
        slow.removeIf(each -> EXCEPTED.contains(each.substring(0, each.lastIndexOf(": "))));
        assertThat(slow).isEmpty();
    }
}
