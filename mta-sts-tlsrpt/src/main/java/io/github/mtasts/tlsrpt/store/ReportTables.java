package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.sql.Database;
import io.github.mtasts.sql.Session;
import io.github.mtasts.tlsrpt.store.internal.AddResult;
import io.github.mtasts.tlsrpt.store.internal.CountBatch;
import io.github.mtasts.tlsrpt.store.internal.PlanTimes;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportVisitor;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stores reports in tables. Taking work moves its due time to the end of the lease. Thread-safe. */
final class ReportTables implements ReportStore, ReportRepository {
    // States of a report: 0 open, 1 closed, 2 has its destinations, 3 complete.
    private static final String UNPLANNED =
            "SELECT day, domain FROM mta_sts_report" + " WHERE state IN (0, 1) AND due_at <= ? ORDER BY due_at LIMIT ?";
    private static final String CLOSE =
            "UPDATE mta_sts_report SET state = 1, due_at = ? WHERE day = ? AND domain = ? AND state IN (0, 1)";
    private static final String PLANNED =
            "UPDATE mta_sts_report SET state = 2 WHERE day = ? AND domain = ? AND state = 1";
    private static final String DESTINATION = "INSERT INTO mta_sts_report_destination"
            + " (day, domain, uri, state, due_at, attempts, since) VALUES (?, ?, ?, 'PENDING', ?, 0, 0) ON CONFLICT DO NOTHING";
    private static final String DUE = "SELECT day, domain, uri, attempts, since FROM mta_sts_report_destination"
            + " WHERE state = 'PENDING' AND due_at <= ? AND attempts >= ? AND attempts <= ? ORDER BY due_at LIMIT ?";
    private static final String TAKE =
            "UPDATE mta_sts_report_destination SET due_at = ?, since = ?" + " WHERE day = ? AND domain = ? AND uri = ?";
    private static final String RETRY = "UPDATE mta_sts_report_destination SET due_at = ?, attempts = ?"
            + " WHERE day = ? AND domain = ? AND uri = ? AND state = 'PENDING'";
    private static final String FINISH = "UPDATE mta_sts_report_destination SET state = ?"
            + " WHERE day = ? AND domain = ? AND uri = ? AND state = 'PENDING'";
    private static final String STATES =
            "SELECT uri, state FROM mta_sts_report_destination WHERE day = ? AND domain = ? ORDER BY uri";
    private static final String COMPLETE =
            "UPDATE mta_sts_report SET state = 3, due_at = ? WHERE day = ? AND domain = ?";
    private static final List<String> CONTENTS =
            List.of("mta_sts_report_detail", "mta_sts_report_policy", "mta_sts_report_destination");
    private static final String FORGET = "DELETE FROM mta_sts_report WHERE day = ? AND domain = ? AND state = 0";
    private static final String LOCK = "UPDATE mta_sts_report SET state = state WHERE day = ? AND domain = ?";
    private static final String OLD_REPORTS = "DELETE FROM mta_sts_report WHERE state = 3 AND due_at <= ?";
    private static final String OLD_WRITERS = "DELETE FROM mta_sts_report_writer WHERE changed_at <= ?";
    private static final String OLD_SUPPRESSIONS = "DELETE FROM mta_sts_report_suppressed WHERE until_at <= ?";
    private static final String POLICIES =
            "SELECT type, policy_domain, policy_string, mx_hosts, hash, successes, failures"
                    + " FROM mta_sts_report_policy WHERE day = ? AND domain = ? ORDER BY hash";
    private static final String DETAILS = "SELECT type, sending_ip, mx_host, helo, receiving_ip, reason, sessions"
            + " FROM mta_sts_report_detail WHERE day = ? AND domain = ? AND policy = ? ORDER BY hash";
    private static final String LIST = "SELECT domain FROM mta_sts_report WHERE day = ? AND state < 3 ORDER BY domain";
    private static final String SUPPRESS = "INSERT INTO mta_sts_report_suppressed (uri, until_at) VALUES (?, ?)"
            + " ON CONFLICT (uri) DO UPDATE SET until_at = excluded.until_at";
    private static final String SUPPRESSED = "SELECT 1 FROM mta_sts_report_suppressed WHERE uri = ? AND until_at > ?";
    private static final String RELEASE = "DELETE FROM mta_sts_report_suppressed WHERE uri = ?";

    private static final Duration COMPLETE_KEPT = Duration.ofDays(3);
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
        return database.writeIdempotent(
                session -> new CountTables(session, batch, limits, times).add(database.now(session)));
    }

    /** Idempotent: what was counted in between is of a domain that asks for no reports, too. */
    @Override
    public void forget(ReportKey report) {
        database.writeIdempotent(session -> {
            boolean open = session.prepare(FORGET, day(report), name(report)).executeUpdate() > 0;
            return open ? deleteContents(session, report) : 0;
        });
    }

    /** Not idempotent: what was taken on first waits for its lease to end, and a second lot would, too. */
    @Override
    public List<ReportKey> takeUnplanned(int limit, Duration lease) {
        return database.write(session -> {
            long now = database.now(session);
            List<ReportKey> due = new ArrayList<>();
            try (ResultSet rows = session.prepare(UNPLANNED + database.dialect().lockRows(), now, limit)
                    .executeQuery()) {
                while (rows.next()) {
                    due.add(report(rows));
                }
            }
            for (ReportKey report : due) {
                session.prepare(CLOSE, now + lease.toMillis(), day(report), name(report))
                        .executeUpdate();
            }
            return due;
        });
    }

    /** Idempotent: it sets one time. */
    @Override
    public void putOff(ReportKey report, Instant until) {
        database.writeIdempotent(session -> session.prepare(CLOSE, until.toEpochMilli(), day(report), name(report))
                .executeUpdate());
    }

    /** Idempotent: a second plan changes nothing. */
    @Override
    public void plan(ReportKey report, Map<String, Instant> destinations) {
        database.writeIdempotent(session -> {
            if (session.prepare(PLANNED, day(report), name(report)).executeUpdate() == 0) {
                return 0; // the lease ended, and another node has planned it
            }
            PreparedStatement statement = session.prepare(DESTINATION);
            statement.clearBatch();
            for (Map.Entry<String, Instant> each : new TreeMap<>(destinations).entrySet()) {
                statement.setLong(1, day(report));
                statement.setString(2, name(report));
                statement.setString(3, each.getKey());
                statement.setLong(4, each.getValue().toEpochMilli());
                statement.addBatch();
            }
            return statement.executeBatch().length;
        });
    }

    /** Not idempotent, as {@link #takeUnplanned}. */
    @Override
    public List<Submission> takeDue(boolean retries, int limit, Duration lease) {
        return database.write(session -> {
            long now = database.now(session);
            List<Submission> due = new ArrayList<>();
            try (ResultSet rows = session.prepare(
                            DUE + database.dialect().lockRows(),
                            now,
                            retries ? 1 : 0,
                            retries ? Integer.MAX_VALUE : 0,
                            limit)
                    .executeQuery()) {
                while (rows.next()) {
                    long since = rows.getLong(5);
                    due.add(new Submission(
                            report(rows),
                            rows.getString(3),
                            rows.getInt(4),
                            Instant.ofEpochMilli(since == 0 ? now : since)));
                }
            }
            for (Submission each : due) {
                session.prepare(
                                TAKE,
                                now + lease.toMillis(),
                                each.since().toEpochMilli(),
                                day(each.report()),
                                name(each.report()),
                                each.destination())
                        .executeUpdate();
            }
            return due;
        });
    }

    /** Idempotent: it sets one time, and the number of attempts to one more than when it was taken on. */
    @Override
    public void retry(Submission submission, boolean isAttempt, Instant until) {
        database.writeIdempotent(session -> session.prepare(
                        RETRY,
                        until.toEpochMilli(),
                        submission.attempts() + (isAttempt ? 1 : 0),
                        day(submission.report()),
                        name(submission.report()),
                        submission.destination())
                .executeUpdate());
    }

    /** Idempotent: a state that is not pending stays. A report that was completed has no destinations left to tell of. */
    @Override
    public Map<String, SubmissionState> finish(Submission submission, SubmissionState state) {
        ReportKey report = submission.report();
        return database.writeIdempotent(session -> {
            // Serialises submissions that end at the same time, so that the last one sees that it is the last.
            session.prepare(LOCK, day(report), name(report)).executeUpdate();
            session.prepare(FINISH, state.name(), day(report), name(report), submission.destination())
                    .executeUpdate();
            Map<String, SubmissionState> states = states(session, report);
            if (!states.containsValue(SubmissionState.PENDING)) {
                complete(session, report);
            }
            return states;
        });
    }

    private static Map<String, SubmissionState> states(Session session, ReportKey report) throws SQLException {
        Map<String, SubmissionState> states = new LinkedHashMap<>();
        try (ResultSet rows = session.prepare(STATES, day(report), name(report)).executeQuery()) {
            while (rows.next()) {
                states.put(rows.getString(1), SubmissionState.valueOf(rows.getString(2)));
            }
        }
        return states;
    }

    /** Idempotent: what is deleted stays deleted, and is kept in mind for seconds longer. */
    @Override
    public void complete(ReportKey report) {
        database.writeIdempotent(session -> complete(session, report));
    }

    private int complete(Session session, ReportKey report) throws SQLException {
        long now = database.now(session);
        long old = now - COMPLETE_KEPT.toMillis();
        deleteContents(session, report);
        session.prepare(OLD_REPORTS, now).executeUpdate();
        session.prepare(OLD_WRITERS, old).executeUpdate();
        session.prepare(OLD_SUPPRESSIONS, now).executeUpdate();
        return session.prepare(COMPLETE, now + COMPLETE_KEPT.toMillis(), day(report), name(report))
                .executeUpdate();
    }

    private static int deleteContents(Session session, ReportKey report) throws SQLException {
        int deleted = 0;
        for (String table : CONTENTS) {
            deleted += session.prepare(
                            "DELETE FROM " + table + " WHERE day = ? AND domain = ?", day(report), name(report))
                    .executeUpdate();
        }
        return deleted;
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
                entries.add(new Entry(Rows.policy(rows, 1), rows.getString(5), rows.getLong(6), rows.getLong(7)));
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
                visitor.detail(Rows.detail(rows, 1), rows.getLong(7));
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
                    listed.add(new ReportKey(day, PolicyDomain.of(rows.getString(1))));
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

    /** Idempotent: should it have been refused again in between, its next refusal tells. */
    @Override
    public void release(String destination) {
        database.writeIdempotent(
                session -> session.prepare(RELEASE, destination).executeUpdate());
    }

    @Override
    public void close() {
        database.close();
    }

    private static ReportKey report(ResultSet row) throws SQLException {
        return new ReportKey(LocalDate.ofEpochDay(row.getLong(1)), PolicyDomain.of(row.getString(2)));
    }

    private static long day(ReportKey report) {
        return report.day().toEpochDay();
    }

    private static String name(ReportKey report) {
        return report.domain().name();
    }
}
