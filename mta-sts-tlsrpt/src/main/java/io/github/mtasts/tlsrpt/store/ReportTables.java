package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.sql.Database;
import io.github.mtasts.sql.Session;
import io.github.mtasts.text.Printable;
import io.github.mtasts.tlsrpt.store.internal.AddResult;
import io.github.mtasts.tlsrpt.store.internal.CountBatch;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.Lane;
import io.github.mtasts.tlsrpt.store.internal.LookupFinding;
import io.github.mtasts.tlsrpt.store.internal.LookupLane;
import io.github.mtasts.tlsrpt.store.internal.PlanTimes;
import io.github.mtasts.tlsrpt.store.internal.PlanningState;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.Refusals;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportVisitor;
import io.github.mtasts.tlsrpt.store.internal.Sighting;
import io.github.mtasts.tlsrpt.store.internal.Submission;
import io.github.mtasts.tlsrpt.store.internal.SubmissionState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores reports in tables. Taking work moves its due time to the end of the lease. Thread-safe. */
final class ReportTables implements ReportStore, ReportRepository {
    private static final Logger LOG = LoggerFactory.getLogger(ReportStore.class);
    private static final String IS_ADDED = "SELECT 1 FROM mta_sts_report_writer WHERE name = ? AND last >= ?";
    private static final String POLICIES =
            "SELECT type, policy_domain, policy_string, mx_hosts, hash, successes, failures"
                    + " FROM mta_sts_report_policy WHERE day = ? AND domain = ? ORDER BY hash";
    private static final String DETAILS = "SELECT type, sending_ip, mx_host, helo, receiving_ip, reason, sessions"
            + " FROM mta_sts_report_detail WHERE day = ? AND domain = ? AND policy = ? ORDER BY hash";
    private static final String LIST = "SELECT domain FROM mta_sts_report WHERE day = ? AND state < 3 ORDER BY domain";
    private static final String SUPPRESS = "INSERT INTO mta_sts_report_suppressed (uri, until_at) VALUES (?, ?)"
            + " ON CONFLICT (uri) DO UPDATE SET until_at = excluded.until_at";
    private static final String SUPPRESSED = "SELECT 1 FROM mta_sts_report_suppressed WHERE uri = ? AND until_at > ?";
    private static final String ALL_SUPPRESSED =
            "SELECT uri, until_at FROM mta_sts_report_suppressed WHERE until_at > ?";
    private static final List<String> RELEASE = List.of(
            "DELETE FROM mta_sts_report_suppressed WHERE uri = ?",
            "DELETE FROM mta_sts_report_refusal WHERE uri = ?",
            "UPDATE mta_sts_report_destination SET refusal = '' WHERE uri = ? AND state = 'PENDING' AND refusal <> ''");
    private static final List<String> RELEASE_ALL = List.of(
            "DELETE FROM mta_sts_report_suppressed",
            "DELETE FROM mta_sts_report_refusal",
            SubmissionTables.FORGET_REFUSALS);
    /** How long after its time a report of a shared store stays open, for the last batches of other nodes (five minutes in all). */
    private static final Duration SHARED_WAIT = Duration.ofMinutes(4);

    private static final int FETCH_SIZE = 500;

    /** An entry and its totals, without its details. */
    private record Entry(PolicyKey policy, String hash, long successes, long failures) {}

    private final Database database;
    private final PlanTimes times;

    ReportTables(Database database, PlanTimes times) {
        this.database = database;
        this.times = times;
    }

    @Override
    public PlanTimes times() {
        return times;
    }

    /** Idempotent: batches are numbered, and one that was added is not added again. */
    @Override
    public AddResult add(CountBatch batch, ReportLimits limits) {
        return database.writeIdempotent(session -> new CountTables(
                        session, batch, limits, times, database.dialect().lockRows())
                .add(database.now(session)));
    }

    @Override
    public boolean isRefusal(StoreException failure) {
        return failure.kind() == StoreException.Kind.FULL
                || (failure.getCause() instanceof SQLException cause && isMalformed(cause));
    }

    /**
     * SQLSTATE class 22 is a value that the server cannot store, 54000 one that is too long for an index; in SQLite, a value that is
     * too big or of a wrong type.
     */
    private static boolean isMalformed(SQLException cause) {
        String state = cause.getSQLState();
        if (state != null) {
            return state.startsWith("22") || state.equals("54000");
        }
        int code = cause.getErrorCode() & 0xff;
        return code == 18
                || code == 20
                || (code == 0 && cause.getCause() instanceof SQLException inner && isMalformed(inner));
    }

    @Override
    public boolean isAdded(CountBatch batch) {
        return database.read(session -> {
            try (ResultSet row =
                    session.prepare(IS_ADDED, batch.writer(), batch.number()).executeQuery()) {
                return row.next();
            }
        });
    }

    @Override
    public boolean isShared() {
        return database.dialect().isShared();
    }

    /** Idempotent: it keeps the earliest and the latest time. */
    @Override
    public void remember(Collection<Sighting> sightings) {
        database.writeIdempotent(session -> {
            new PlanTables(session).remember(sightings);
            return 0;
        });
    }

    /** Idempotent: counts added in between are of domains that do not ask for reports, too. */
    @Override
    public Set<ReportKey> forget(Collection<ReportKey> reports) {
        return database.writeIdempotent(session -> new PlanTables(session).forget(reports));
    }

    /** Not idempotent: reports that the first run took wait for its lease to end, and those of the second would, too. */
    @Override
    public List<ReportKey> takeUnplanned(LookupLane lane, int limit, Duration lease, Instant notAfter) {
        return database.write(session -> {
            long now = database.now(session);
            long openUntil = Math.min(now, notAfter.toEpochMilli()) - (isShared() ? SHARED_WAIT.toMillis() : 0);
            return new PlanTables(session)
                    .take(lane, now, openUntil, limit, lease, database.dialect().lockRows());
        });
    }

    @Override
    public PlanningState planning(ReportKey report) {
        return database.read(session -> new PlanTables(session).state(report));
    }

    /** Idempotent: it sets one time. */
    @Override
    public void putOff(ReportKey report, Instant until) {
        database.writeIdempotent(session -> {
            PlanTables tables = new PlanTables(session);
            tables.slowDown(report);
            return tables.close(report, until.toEpochMilli());
        });
    }

    /** Idempotent: it sets one time, and keeps the first one. */
    @Override
    public void putOff(ReportKey report, LookupFinding finding, Instant asked, Instant until) {
        database.writeIdempotent(session -> {
            PlanTables tables = new PlanTables(session);
            tables.found(report, finding, asked);
            if (finding == LookupFinding.FAILED) {
                tables.slowDown(report);
            }
            return tables.close(report, until.toEpochMilli());
        });
    }

    /** Idempotent: a second plan changes nothing. */
    @Override
    public void plan(ReportKey report, Map<String, Instant> destinations) {
        database.writeIdempotent(session -> new PlanTables(session).plan(report, destinations));
    }

    /** Not idempotent, as {@link #takeUnplanned}. */
    @Override
    public List<Submission> takeDue(Lane lane, int limit, Duration lease) {
        return database.write(session -> new SubmissionTables(session)
                .take(
                        lane,
                        database.now(session),
                        limit,
                        lease,
                        database.dialect().lockRows()));
    }

    /** Idempotent: it sets one value. */
    @Override
    public void move(String host, Lane lane) {
        database.writeIdempotent(session -> {
            new SubmissionTables(session).move(host, lane, database.now(session));
            return 0;
        });
    }

    /** Idempotent: it sets one time, and the number of attempts to one more than when the submission was taken. */
    @Override
    public void retry(Submission submission, boolean isAttempt, Instant until) {
        database.writeIdempotent(session -> new SubmissionTables(session).retry(submission, isAttempt, "", until));
    }

    /** Idempotent, as {@link #retry}. */
    @Override
    public void keepRefusal(Submission submission, String reply, Instant until) {
        database.writeIdempotent(session -> new SubmissionTables(session).retry(submission, true, reply, until));
    }

    /** Idempotent: a refusal in between is repeated by the next attempt. */
    @Override
    public void forgetRefusals() {
        database.writeIdempotent(session -> new SubmissionTables(session).forgetRefusals());
    }

    /** Idempotent: a state that is not pending stays. A completed report has no destinations left. */
    @Override
    public Map<String, SubmissionState> finish(Submission submission, SubmissionState state) {
        return database.writeIdempotent(
                session -> new SubmissionTables(session).finish(submission, state, database.now(session)));
    }

    /** Idempotent: deleted rows stay deleted. */
    @Override
    public void complete(ReportKey report) {
        database.writeIdempotent(session -> new SubmissionTables(session).complete(report, database.now(session)));
    }

    @Override
    public boolean read(ReportKey report, ReportVisitor visitor) throws IOException {
        try {
            return database.read(session -> {
                List<Entry> entries = entries(session, report);
                for (Entry entry : entries) {
                    visit(session, report, entry, visitor);
                }
                return !entries.isEmpty();
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static List<Entry> entries(Session session, ReportKey report) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (ResultSet rows =
                session.prepare(POLICIES, day(report), name(report)).executeQuery()) {
            while (rows.next()) {
                PolicyKey policy = Rows.policy(rows, 1);
                if (policy == null) {
                    LOG.error(
                            "Skipped a row of mta_sts_report_policy for {} with the unknown type {}; it stays there",
                            report.text(),
                            Printable.reason(rows.getString(1)));
                } else {
                    entries.add(new Entry(policy, rows.getString(5), rows.getLong(6), rows.getLong(7)));
                }
            }
        }
        return entries;
    }

    private static void visit(Session session, ReportKey report, Entry entry, ReportVisitor visitor)
            throws SQLException {
        PreparedStatement statement = session.prepare(DETAILS, day(report), name(report), entry.hash());
        statement.setFetchSize(FETCH_SIZE);
        try (ResultSet rows = statement.executeQuery()) {
            session.keepFromRepeating(); // the visitor would be told everything twice
            visitor.policy(entry.policy(), entry.successes(), entry.failures());
            while (rows.next()) {
                DetailKey detail = Rows.detail(rows, 1);
                if (detail == null) {
                    LOG.error(
                            "Skipped a row of mta_sts_report_detail for {} with the unknown type {}; it stays there",
                            report.text(),
                            Printable.reason(rows.getString(1)));
                } else {
                    visitor.detail(detail, rows.getLong(7));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<ReportKey> list(LocalDate day) {
        return database.read(session -> {
            List<ReportKey> listed = new ArrayList<>();
            try (ResultSet rows = session.prepare(LIST, day.toEpochDay()).executeQuery()) {
                while (rows.next()) {
                    ReportKey report = Rows.report(day.toEpochDay(), rows.getString(1));
                    if (report != null) {
                        listed.add(report);
                    }
                }
            }
            return listed;
        });
    }

    /** Idempotent: it sets one time. */
    @Override
    public void suppress(String destination, Instant until) {
        database.writeIdempotent(session ->
                session.prepare(SUPPRESS, destination, until.toEpochMilli()).executeUpdate());
    }

    @Override
    public boolean isSuppressed(String destination) {
        return database.read(session -> {
            try (ResultSet rows = session.prepare(SUPPRESSED, destination, database.now(session))
                    .executeQuery()) {
                return rows.next();
            }
        });
    }

    /** Idempotent: the key is the same. */
    @Override
    public Refusals refused(ReportKey report, String site, String destination, Instant at) {
        return database.writeIdempotent(
                session -> new SubmissionTables(session).refused(report, site, destination, at));
    }

    @Override
    public Map<String, Instant> suppressed() {
        return database.read(session -> {
            Map<String, Instant> suppressed = new TreeMap<>();
            try (ResultSet rows =
                    session.prepare(ALL_SUPPRESSED, database.now(session)).executeQuery()) {
                while (rows.next()) {
                    suppressed.put(rows.getString(1), Instant.ofEpochMilli(rows.getLong(2)));
                }
            }
            return suppressed;
        });
    }

    /** Idempotent: a refusal in between is found again by the next attempt. */
    @Override
    public void release(String destination) {
        database.writeIdempotent(session -> {
            for (String sql : RELEASE) {
                session.prepare(sql, destination).executeUpdate();
            }
            return 0;
        });
    }

    /** Idempotent, as {@link #release}. */
    @Override
    public void releaseAll() {
        database.writeIdempotent(session -> {
            for (String sql : RELEASE_ALL) {
                session.prepare(sql).executeUpdate();
            }
            return 0;
        });
    }

    @Override
    public void close() {
        database.close();
    }

    private static long day(ReportKey report) {
        return report.day().toEpochDay();
    }

    private static String name(ReportKey report) {
        return report.domain().name();
    }
}
