package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.sql.Session;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.store.internal.Lane;
import io.github.mtasts.tlsrpt.store.internal.LookupFinding;
import io.github.mtasts.tlsrpt.store.internal.LookupLane;
import io.github.mtasts.tlsrpt.store.internal.PlanningState;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.Sighting;
import io.github.mtasts.tlsrpt.store.internal.SubmissionHost;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps from the counts of a day to its destinations, within one transaction. */
final class PlanTables {
    private static final Logger LOG = LoggerFactory.getLogger(ReportStore.class);
    // States of a report: 0 open, 1 closed, 2 has its destinations, 3 complete, 9 odd.
    private static final String UNPLANNED = "SELECT day, domain, due_at FROM mta_sts_report"
            + " WHERE state = ? AND slow = ? AND due_at <= ? ORDER BY due_at LIMIT ?";
    private static final String CLOSE =
            "UPDATE mta_sts_report SET state = 1, due_at = ? WHERE day = ? AND domain = ? AND state IN (0, 1)";
    private static final String ODD = "UPDATE mta_sts_report SET state = 9 WHERE day = ? AND domain = ?";
    private static final String FAILED =
            "UPDATE mta_sts_report SET asked_at = ? WHERE day = ? AND domain = ? AND asked_at = 0";
    private static final String ABSENT =
            "UPDATE mta_sts_report SET absent_at = ? WHERE day = ? AND domain = ? AND absent_at = 0";
    private static final String SLOW =
            "UPDATE mta_sts_report SET slow = 1 WHERE day = ? AND domain = ? AND state IN (0, 1)";
    private static final String SINCE = "SELECT asked_at, absent_at FROM mta_sts_report WHERE day = ? AND domain = ?";
    private static final String PLANNED =
            "UPDATE mta_sts_report SET state = 2 WHERE day = ? AND domain = ? AND state = 1";
    private static final String DESTINATION = "INSERT INTO mta_sts_report_destination"
            + " (day, domain, uri, state, due_at, attempts, since, host, lane)"
            + " VALUES (?, ?, ?, 'PENDING', ?, 0, 0, ?, ?) ON CONFLICT DO NOTHING";
    private static final String LANE = "SELECT lane FROM mta_sts_report_host WHERE host = ?";
    private static final String SEEN = "INSERT INTO mta_sts_report_seen (day, domain, uri, first_at, last_at)"
            + " SELECT ?, ?, ?, ?, ? WHERE true ON CONFLICT (day, domain, uri) DO UPDATE SET"
            + " first_at = CASE WHEN excluded.first_at < mta_sts_report_seen.first_at THEN excluded.first_at"
            + " ELSE mta_sts_report_seen.first_at END,"
            + " last_at = CASE WHEN excluded.last_at > mta_sts_report_seen.last_at THEN excluded.last_at"
            + " ELSE mta_sts_report_seen.last_at END";
    private static final String ANSWERED =
            "UPDATE mta_sts_report SET answered = 1, slow = 0 WHERE day = ? AND domain = ? AND answered = 0";
    private static final String IS_SEEN = "SELECT 1 FROM mta_sts_report_seen WHERE day = ? AND domain = ?";
    private static final String SIGHTINGS =
            "SELECT uri, first_at, last_at FROM mta_sts_report_seen WHERE day = ? AND domain = ?";
    private static final String FORGET = "DELETE FROM mta_sts_report WHERE day = ? AND domain = ? AND state = 0";

    /** D35: the time between two look-ups that confirm a destination. */
    private static final Duration CONFIRMED_AFTER = Duration.ofHours(1);
    /** A record beyond this is kept in part: the size of the store is bounded. */
    private static final int MAX_SEEN = 20;

    private final Session session;

    PlanTables(Session session) {
        this.session = session;
    }

    void remember(Collection<Sighting> sightings) throws SQLException {
        PreparedStatement seen = session.prepare(SEEN);
        seen.clearBatch();
        PreparedStatement answered = session.prepare(ANSWERED);
        answered.clearBatch();
        for (Sighting each : sightings.stream()
                .sorted(Comparator.comparing(Sighting::report, ORDER))
                .toList()) {
            long day = each.report().day().toEpochDay();
            String domain = each.report().domain().name();
            for (String uri :
                    each.destinations().stream().sorted().limit(MAX_SEEN).toList()) {
                seen.setLong(1, day);
                seen.setString(2, domain);
                seen.setString(3, uri);
                seen.setLong(4, each.at().toEpochMilli());
                seen.setLong(5, each.at().toEpochMilli());
                seen.addBatch();
            }
            answered.setLong(1, day);
            answered.setString(2, domain);
            answered.addBatch();
        }
        seen.executeBatch();
        answered.executeBatch();
    }

    private static final Comparator<ReportKey> ORDER =
            Comparator.comparing(ReportKey::day).thenComparing(ReportKey::domain);

    Set<ReportKey> forget(Collection<ReportKey> reports) throws SQLException {
        Set<ReportKey> remembered = new HashSet<>();
        List<ReportKey> forgotten = new ArrayList<>();
        for (ReportKey report : reports.stream().sorted(ORDER).toList()) {
            if (exists(IS_SEEN, report)) {
                remembered.add(report);
            } else if (session.prepare(
                                    FORGET,
                                    report.day().toEpochDay(),
                                    report.domain().name())
                            .executeUpdate()
                    > 0) {
                forgotten.add(report);
            }
        }
        Contents.clear(session, forgotten);
        return remembered;
    }

    private boolean exists(String sql, ReportKey report) throws SQLException {
        try (ResultSet row = session.prepare(
                        sql, report.day().toEpochDay(), report.domain().name())
                .executeQuery()) {
            return row.next();
        }
    }

    List<ReportKey> take(
            LookupLane lane, long nowMillis, long openUntilMillis, int limit, Duration lease, String lockRows)
            throws SQLException {
        List<DueRow> rows = new ArrayList<>();
        rows.addAll(due(1, lane, nowMillis, limit, lockRows));
        rows.addAll(due(0, lane, openUntilMillis, limit, lockRows));
        rows.sort(Comparator.comparingLong(DueRow::dueMillis));
        List<ReportKey> taken = new ArrayList<>();
        for (DueRow row : rows.subList(0, Math.min(limit, rows.size()))) {
            ReportKey report = Rows.report(row.day(), row.domain());
            if (report == null) {
                LOG.error("Skipped an odd row of mta_sts_report, kept with state 9: {}", row);
                session.prepare(ODD, row.day(), row.domain()).executeUpdate();
            } else {
                close(report, nowMillis + lease.toMillis());
                taken.add(report);
            }
        }
        return taken;
    }

    /** A report in the order of its due time. */
    private record DueRow(long day, String domain, long dueMillis) {}

    private List<DueRow> due(int state, LookupLane lane, long untilMillis, int limit, String lockRows)
            throws SQLException {
        List<DueRow> due = new ArrayList<>();
        try (ResultSet rows = session.prepare(
                        UNPLANNED + lockRows, state, lane == LookupLane.UNANSWERED ? 1 : 0, untilMillis, limit)
                .executeQuery()) {
            while (rows.next()) {
                due.add(new DueRow(rows.getLong(1), String.valueOf(rows.getString(2)), rows.getLong(3)));
            }
        }
        return due;
    }

    int close(ReportKey report, long dueMillis) throws SQLException {
        return session.prepare(
                        CLOSE,
                        dueMillis,
                        report.day().toEpochDay(),
                        report.domain().name())
                .executeUpdate();
    }

    /** Keeps the first time of a finding. */
    void found(ReportKey report, LookupFinding finding, Instant asked) throws SQLException {
        session.prepare(
                        finding == LookupFinding.FAILED ? FAILED : ABSENT,
                        asked.toEpochMilli(),
                        report.day().toEpochDay(),
                        report.domain().name())
                .executeUpdate();
    }

    /** Moves a report to the queue of look-ups that failed. */
    void slowDown(ReportKey report) throws SQLException {
        session.prepare(SLOW, report.day().toEpochDay(), report.domain().name()).executeUpdate();
    }

    PlanningState state(ReportKey report) throws SQLException {
        Instant failingSince = null;
        Instant absentSince = null;
        try (ResultSet row = session.prepare(
                        SINCE, report.day().toEpochDay(), report.domain().name())
                .executeQuery()) {
            if (row.next()) {
                failingSince = time(row.getLong(1));
                absentSince = time(row.getLong(2));
            }
        }
        boolean isSeen = false;
        Set<String> confirmed = new HashSet<>();
        try (ResultSet rows = session.prepare(
                        SIGHTINGS, report.day().toEpochDay(), report.domain().name())
                .executeQuery()) {
            while (rows.next()) {
                isSeen = true;
                if (rows.getLong(3) - rows.getLong(2) >= CONFIRMED_AFTER.toMillis()) {
                    confirmed.add(rows.getString(1));
                }
            }
        }
        return new PlanningState(failingSince, absentSince, isSeen, confirmed);
    }

    private static @Nullable Instant time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    int plan(ReportKey report, Map<String, Instant> destinations) throws SQLException {
        long day = report.day().toEpochDay();
        String domain = report.domain().name();
        if (session.prepare(PLANNED, day, domain).executeUpdate() == 0) {
            return 0; // the lease ended, and another node has planned it
        }
        PreparedStatement statement = session.prepare(DESTINATION);
        statement.clearBatch();
        for (Map.Entry<String, Instant> each : new TreeMap<>(destinations).entrySet()) {
            Optional<SubmissionHost> host =
                    ReportDestination.parse(each.getKey()).map(SubmissionHost::of);
            statement.setLong(1, day);
            statement.setString(2, domain);
            statement.setString(3, each.getKey());
            statement.setLong(4, each.getValue().toEpochMilli());
            statement.setString(5, host.map(SubmissionHost::name).orElse(""));
            statement.setString(6, host.isEmpty() ? Lane.NEW.name() : lane(host.get()));
            statement.addBatch();
        }
        return statement.executeBatch().length;
    }

    private String lane(SubmissionHost host) throws SQLException {
        if (host.isMail()) {
            return Lane.MAIL.name();
        }
        try (ResultSet row = session.prepare(LANE, host.name()).executeQuery()) {
            return row.next() ? row.getString(1) : Lane.NEW.name();
        }
    }
}
