package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.sql.Session;
import io.github.mtasts.tlsrpt.store.internal.Lane;
import io.github.mtasts.tlsrpt.store.internal.Refusals;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.Submission;
import io.github.mtasts.tlsrpt.store.internal.SubmissionState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The submissions of planned reports, their queues and refusals, within one transaction. */
final class SubmissionTables {
    private static final Logger LOG = LoggerFactory.getLogger(ReportStore.class);
    private static final String DUE =
            "SELECT day, domain, uri, attempts, since, refusal FROM mta_sts_report_destination"
                    + " WHERE state = 'PENDING' AND lane = ? AND due_at <= ? ORDER BY due_at LIMIT ?";
    private static final String TAKE =
            "UPDATE mta_sts_report_destination SET due_at = ?, since = ? WHERE day = ? AND domain = ? AND uri = ?";
    private static final String ODD =
            "UPDATE mta_sts_report_destination SET state = 'ODD' WHERE day = ? AND domain = ? AND uri = ?";
    private static final String RETRY =
            "UPDATE mta_sts_report_destination SET due_at = ?, attempts = ?, since = ?, refusal = ?"
                    + " WHERE day = ? AND domain = ? AND uri = ? AND state = 'PENDING'";
    static final String FORGET_REFUSALS =
            "UPDATE mta_sts_report_destination SET refusal = '' WHERE state = 'PENDING' AND refusal <> ''";
    private static final String FINISH = "UPDATE mta_sts_report_destination SET state = ?"
            + " WHERE day = ? AND domain = ? AND uri = ? AND state = 'PENDING'";
    private static final String STATES =
            "SELECT uri, state FROM mta_sts_report_destination WHERE day = ? AND domain = ? ORDER BY uri";
    private static final String COMPLETE =
            "UPDATE mta_sts_report SET state = 3, slow = 0, due_at = ? WHERE day = ? AND domain = ?";
    private static final String LOCK = "UPDATE mta_sts_report SET state = state WHERE day = ? AND domain = ?";
    private static final String OLD_REPORTS = "DELETE FROM mta_sts_report WHERE state = 3 AND slow = 0 AND due_at <= ?";
    private static final String OLD_WRITERS = "DELETE FROM mta_sts_report_writer WHERE changed_at <= ?";
    private static final String OLD_SUPPRESSIONS = "DELETE FROM mta_sts_report_suppressed WHERE until_at <= ?";
    private static final String OLD_REFUSALS = "DELETE FROM mta_sts_report_refusal WHERE refused_at <= ?";
    private static final String OLD_HOSTS = "DELETE FROM mta_sts_report_host WHERE changed_at <= ?";
    private static final String OLD_ACCEPTED = "DELETE FROM mta_sts_report_accepted WHERE accepted_at <= ?";
    private static final String OLD_SEEN = "DELETE FROM mta_sts_report_seen WHERE day <= ?";
    private static final String SET_HOST = "INSERT INTO mta_sts_report_host (host, lane, changed_at) SELECT ?, ?, ?"
            + " WHERE true ON CONFLICT (host) DO UPDATE SET lane = excluded.lane, changed_at = excluded.changed_at";
    private static final String MOVE =
            "UPDATE mta_sts_report_destination SET lane = ? WHERE host = ? AND state = 'PENDING' AND lane <> 'MAIL'";
    private static final String REFUSED = "INSERT INTO mta_sts_report_refusal (uri, day, domain, site, refused_at)"
            + " SELECT ?, ?, ?, ?, ? WHERE true ON CONFLICT (uri, day, domain) DO UPDATE SET"
            + " refused_at = excluded.refused_at";
    private static final String REFUSALS =
            "SELECT count(DISTINCT site), count(DISTINCT refused_at / 86400000) FROM mta_sts_report_refusal"
                    + " WHERE uri = ? AND refused_at > ?";
    private static final String HAS_ACCEPTED =
            "SELECT 1 FROM mta_sts_report_accepted WHERE uri = ? AND accepted_at > ?";
    private static final String ACCEPTED = "INSERT INTO mta_sts_report_accepted (uri, accepted_at) SELECT ?, ?"
            + " WHERE true ON CONFLICT (uri) DO UPDATE SET accepted_at = excluded.accepted_at";
    private static final String NOT_REFUSED = "DELETE FROM mta_sts_report_refusal WHERE uri = ?";

    private static final Duration COMPLETE_KEPT = Duration.ofDays(3);
    private static final Duration SEEN_KEPT = Duration.ofDays(10);
    private static final Duration REFUSALS_KEPT = Duration.ofDays(7);
    private static final Duration ACCEPTED_KEPT = Duration.ofDays(1);
    private static final Duration HOSTS_KEPT = Duration.ofDays(90);

    private final Session session;

    SubmissionTables(Session session) {
        this.session = session;
    }

    List<Submission> take(Lane lane, long nowMillis, int limit, Duration lease, String lockRows) throws SQLException {
        List<Submission> due = new ArrayList<>();
        List<OddRow> odd = new ArrayList<>();
        try (ResultSet rows =
                session.prepare(DUE + lockRows, lane.name(), nowMillis, limit).executeQuery()) {
            while (rows.next()) {
                ReportKey report = Rows.report(rows.getLong(1), rows.getString(2));
                if (report == null) {
                    odd.add(new OddRow(rows.getLong(1), String.valueOf(rows.getString(2)), rows.getString(3)));
                } else {
                    long since = rows.getLong(5);
                    String refusal = rows.getString(6);
                    due.add(new Submission(
                            report,
                            rows.getString(3),
                            rows.getInt(4),
                            Instant.ofEpochMilli(since == 0 ? nowMillis : since),
                            lane,
                            refusal.isEmpty() ? null : refusal));
                }
            }
        }
        for (OddRow each : odd) {
            LOG.error("Skipped an odd row of mta_sts_report_destination, kept with state ODD: {}", each);
            session.prepare(ODD, each.day(), each.domain(), each.uri()).executeUpdate();
        }
        for (Submission each : due) {
            session.prepare(
                            TAKE,
                            nowMillis + lease.toMillis(),
                            each.since().toEpochMilli(),
                            day(each.report()),
                            name(each.report()),
                            each.destination())
                    .executeUpdate();
        }
        return due;
    }

    /** A row whose key this version cannot read. */
    private record OddRow(long day, String domain, String uri) {}

    /** @param refusal the reply of the destination, empty if it did not refuse */
    int retry(Submission submission, boolean isAttempt, String refusal, Instant until) throws SQLException {
        int attempts = submission.attempts() + (isAttempt ? 1 : 0);
        return session.prepare(
                        RETRY,
                        until.toEpochMilli(),
                        attempts,
                        attempts == 0 ? 0L : submission.since().toEpochMilli(),
                        refusal,
                        day(submission.report()),
                        name(submission.report()),
                        submission.destination())
                .executeUpdate();
    }

    int forgetRefusals() throws SQLException {
        return session.prepare(FORGET_REFUSALS).executeUpdate();
    }

    /** Serialises submissions that end at the same time, so that the last one sees that it is the last. */
    Map<String, SubmissionState> finish(Submission submission, SubmissionState state, long nowMillis)
            throws SQLException {
        ReportKey report = submission.report();
        session.prepare(LOCK, day(report), name(report)).executeUpdate();
        session.prepare(FINISH, state.name(), day(report), name(report), submission.destination())
                .executeUpdate();
        if (state == SubmissionState.DELIVERED) {
            session.prepare(NOT_REFUSED, submission.destination()).executeUpdate();
            session.prepare(ACCEPTED, submission.destination(), nowMillis).executeUpdate();
        }
        Map<String, SubmissionState> states = states(report);
        if (!states.containsValue(SubmissionState.PENDING)) {
            complete(report, nowMillis);
        }
        return states;
    }

    private Map<String, SubmissionState> states(ReportKey report) throws SQLException {
        Map<String, SubmissionState> states = new LinkedHashMap<>();
        try (ResultSet rows = session.prepare(STATES, day(report), name(report)).executeQuery()) {
            while (rows.next()) {
                SubmissionState state = Rows.state(rows.getString(2));
                if (state != null) {
                    states.put(rows.getString(1), state);
                }
            }
        }
        return states;
    }

    int complete(ReportKey report, long nowMillis) throws SQLException {
        Contents.clear(session, List.of(report));
        session.prepare(OLD_REPORTS, nowMillis).executeUpdate();
        session.prepare(OLD_WRITERS, nowMillis - COMPLETE_KEPT.toMillis()).executeUpdate();
        session.prepare(OLD_SUPPRESSIONS, nowMillis).executeUpdate();
        session.prepare(OLD_REFUSALS, nowMillis - REFUSALS_KEPT.toMillis()).executeUpdate();
        session.prepare(OLD_ACCEPTED, nowMillis - ACCEPTED_KEPT.toMillis()).executeUpdate();
        session.prepare(OLD_HOSTS, nowMillis - HOSTS_KEPT.toMillis()).executeUpdate();
        session.prepare(
                        OLD_SEEN,
                        Math.floorDiv(
                                nowMillis - SEEN_KEPT.toMillis(),
                                Duration.ofDays(1).toMillis()))
                .executeUpdate();
        return session.prepare(COMPLETE, nowMillis + COMPLETE_KEPT.toMillis(), day(report), name(report))
                .executeUpdate();
    }

    void move(String host, Lane lane, long nowMillis) throws SQLException {
        session.prepare(SET_HOST, host, lane.name(), nowMillis).executeUpdate();
        session.prepare(MOVE, lane.name(), host).executeUpdate();
    }

    Refusals refused(ReportKey report, String site, String destination, Instant at) throws SQLException {
        session.prepare(REFUSED, destination, day(report), name(report), site, at.toEpochMilli())
                .executeUpdate();
        boolean hasAccepted;
        try (ResultSet row = session.prepare(
                        HAS_ACCEPTED, destination, at.minus(ACCEPTED_KEPT).toEpochMilli())
                .executeQuery()) {
            hasAccepted = row.next();
        }
        try (ResultSet row = session.prepare(
                        REFUSALS, destination, at.minus(REFUSALS_KEPT).toEpochMilli())
                .executeQuery()) {
            return row.next()
                    ? new Refusals(row.getInt(1), row.getInt(2), hasAccepted)
                    : new Refusals(0, 0, hasAccepted);
        }
    }

    private static long day(ReportKey report) {
        return report.day().toEpochDay();
    }

    private static String name(ReportKey report) {
        return report.domain().name();
    }
}
