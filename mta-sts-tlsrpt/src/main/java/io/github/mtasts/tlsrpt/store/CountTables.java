package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.sql.Session;
import io.github.mtasts.tlsrpt.store.internal.AddResult;
import io.github.mtasts.tlsrpt.store.internal.CountBatch;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.PlanTimes;
import io.github.mtasts.tlsrpt.store.internal.PolicyCounts;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.ReportCounts;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds one batch in one transaction. All nodes write rows in the same order, which prevents deadlocks. */
final class CountTables {
    private static final String WRITER = "INSERT INTO mta_sts_report_writer (name, last, changed_at) SELECT ?, ?, ?"
            + " WHERE true ON CONFLICT (name) DO UPDATE SET last = excluded.last, changed_at = excluded.changed_at,"
            + " dropped = '' WHERE mta_sts_report_writer.last < excluded.last";
    private static final String DROPPED = "SELECT dropped FROM mta_sts_report_writer WHERE name = ? AND last = ?";
    private static final String SET_DROPPED = "UPDATE mta_sts_report_writer SET dropped = ? WHERE name = ?";
    /** Locks an existing report; counts as a change only while the report is open. */
    private static final String OPEN =
            "INSERT INTO mta_sts_report (day, domain, state, due_at, policies, details, answered, failing, sessions,"
                    + " slow) SELECT ?, ?, 0, ?, 0, 0, ?, ?, ?, ? WHERE true ON CONFLICT (day, domain) DO UPDATE SET state = 0,"
                    + " answered = CASE WHEN excluded.answered = 1 THEN 1 ELSE mta_sts_report.answered END,"
                    + " failing = CASE WHEN excluded.failing = 1 THEN 1 ELSE mta_sts_report.failing END,"
                    + " slow = CASE WHEN excluded.answered = 1 THEN 0 ELSE mta_sts_report.slow END,"
                    + " sessions = mta_sts_report.sessions + excluded.sessions"
                    + " WHERE mta_sts_report.state = 0";

    private static final String COUNT = "SELECT answered, count(*) FROM mta_sts_report WHERE day = ? GROUP BY answered";
    private static final String KNOWN = "SELECT 1 FROM mta_sts_report WHERE day = ? AND domain = ?";
    private static final String WEAKEST = "SELECT domain, sessions FROM mta_sts_report WHERE day = ? AND answered = 0"
            + " AND failing = 0 AND state = 0 ORDER BY domain LIMIT ?";
    /** Not for the whole day, which may have 200,000 reports, and not for one report, which would be many questions. */
    private static final int ASKED_AT_ONCE = 50;

    private static final String NEARLY_FULL = "SELECT domain, policies, details FROM mta_sts_report"
            + " WHERE (policies > ? OR details > ?) AND day = ? AND domain IN (?" + ", ?".repeat(ASKED_AT_ONCE - 1)
            + ")";
    private static final String NEW_POLICY =
            "INSERT INTO mta_sts_report_policy (day, domain, hash, type, policy_domain,"
                    + " policy_string, mx_hosts, successes, failures) SELECT ?, ?, ?, ?, ?, ?, ?, 0, 0"
                    + " WHERE true ON CONFLICT DO NOTHING";
    private static final String ADD_POLICY = "UPDATE mta_sts_report_policy SET successes = successes + ?,"
            + " failures = failures + ? WHERE day = ? AND domain = ? AND hash = ?";
    private static final String NEW_DETAIL = "INSERT INTO mta_sts_report_detail (day, domain, policy, hash, type,"
            + " sending_ip, mx_host, helo, receiving_ip, reason, sessions) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0"
            + " WHERE true ON CONFLICT DO NOTHING";
    private static final String ADD_DETAIL = "UPDATE mta_sts_report_detail SET sessions = sessions + ?"
            + " WHERE day = ? AND domain = ? AND policy = ? AND hash = ?";
    private static final String KNOWN_POLICY =
            "SELECT 1 FROM mta_sts_report_policy WHERE day = ? AND domain = ? AND hash = ?";
    private static final String KNOWN_DETAIL =
            "SELECT 1 FROM mta_sts_report_detail WHERE day = ? AND domain = ? AND policy = ? AND hash = ?";
    private static final String GROWN = "UPDATE mta_sts_report SET policies = policies + ?, details = details + ?"
            + " WHERE day = ? AND domain = ?";

    private static final Comparator<ReportKey> ORDER =
            Comparator.comparing(ReportKey::day).thenComparing(ReportKey::domain);

    /** The number of entries and details of a report that is nearly full, before this batch. */
    private record Room(int policies, int details) {}

    private final Session session;
    private final CountBatch batch;
    private final ReportLimits limits;
    private final PlanTimes times;
    private final String lockRows;
    private final Rows rows = new Rows();
    private final Map<ReportKey, Long> late = new HashMap<>();
    private final Map<ReportKey, Long> tooMany = new HashMap<>();
    private final Map<ReportKey, Long> unanswered = new HashMap<>();

    /** @param lockRows the clause that locks the rows of a query */
    CountTables(Session session, CountBatch batch, ReportLimits limits, PlanTimes times, String lockRows) {
        this.session = session;
        this.batch = batch;
        this.limits = limits;
        this.times = times;
        this.lockRows = lockRows;
    }

    AddResult add(long nowMillis) throws SQLException {
        if (session.prepare(WRITER, batch.writer(), batch.number(), nowMillis).executeUpdate() == 0) {
            return resultOfBefore();
        }
        List<ReportKey> open =
                open(withinLimit(batch.counts().keySet().stream().sorted(ORDER).toList()));
        Map<ReportKey, Room> nearlyFull = nearlyFull(open);
        Map<ReportKey, Map<PolicyKey, PolicyCounts>> fitted = new HashMap<>();
        for (ReportKey report : open) {
            Room room = nearlyFull.get(report);
            Map<PolicyKey, PolicyCounts> counts = counts(report);
            fitted.put(report, room == null ? counts : new Fitting(report, room).fit(counts));
        }
        write(open, fitted);
        AddResult result = new AddResult(late, tooMany, unanswered);
        if (!result.isComplete()) {
            session.prepare(SET_DROPPED, DroppedText.write(result), batch.writer())
                    .executeUpdate();
        }
        return result;
    }

    /** Returns the result of the earlier attempt, which succeeded. */
    private AddResult resultOfBefore() throws SQLException {
        try (ResultSet row =
                session.prepare(DROPPED, batch.writer(), batch.number()).executeQuery()) {
            return row.next() ? DroppedText.read(row.getString(1)) : AddResult.COMPLETE;
        }
    }

    private Map<PolicyKey, PolicyCounts> counts(ReportKey report) {
        ReportCounts counts = batch.counts().get(report);
        return counts == null ? Map.of() : counts.policies();
    }

    private long sessions(ReportKey report) {
        ReportCounts counts = batch.counts().get(report);
        return counts == null ? 0 : counts.sessions();
    }

    /** The room for further domains of a day. */
    private static final class DayRoom {
        private long answered;
        private long unanswered;
    }

    private List<ReportKey> withinLimit(List<ReportKey> reports) throws SQLException {
        List<ReportKey> within = new ArrayList<>();
        List<ReportKey> crowding = new ArrayList<>();
        Map<LocalDate, DayRoom> rooms = new HashMap<>();
        // Reports with failures are the first to get the room there is.
        for (ReportKey report : reports.stream()
                .sorted(Comparator.comparing(each -> !isFailing(each)))
                .toList()) {
            DayRoom room = rooms.get(report.day());
            if (room == null) {
                room = room(report.day());
                rooms.put(report.day(), room);
            }
            boolean isAnswered = !batch.unanswered().contains(report);
            if (Math.min(room.answered, room.unanswered) >= reports.size()
                    || exists(KNOWN, day(report), name(report))) {
                within.add(report);
            } else if (isAnswered) {
                if (room.answered-- > 0) {
                    within.add(report);
                } else {
                    tooMany.put(report, sessions(report));
                }
            } else if (room.unanswered-- > 0) {
                within.add(report);
            } else if (isFailing(report)) {
                crowding.add(report);
            } else {
                unanswered.put(report, sessions(report));
            }
        }
        within.addAll(replacing(crowding));
        within.sort(ORDER);
        return within;
    }

    private DayRoom room(LocalDate day) throws SQLException {
        DayRoom room = new DayRoom();
        room.answered = limits.domains();
        room.unanswered = limits.unanswered();
        try (ResultSet rows = session.prepare(COUNT, day.toEpochDay()).executeQuery()) {
            while (rows.next()) {
                if (rows.getInt(1) == 0) {
                    room.unanswered -= rows.getLong(2);
                } else {
                    room.answered -= rows.getLong(2);
                }
            }
        }
        return room;
    }

    /** Makes room for reports with failures by deleting unanswered reports without any. */
    private List<ReportKey> replacing(List<ReportKey> crowding) throws SQLException {
        List<ReportKey> within = new ArrayList<>();
        Map<LocalDate, List<ReportKey>> byDay = new TreeMap<>();
        crowding.forEach(report ->
                byDay.computeIfAbsent(report.day(), day -> new ArrayList<>()).add(report));
        for (Map.Entry<LocalDate, List<ReportKey>> each : byDay.entrySet()) {
            List<ReportKey> weakest = weakest(each.getKey(), each.getValue().size());
            Contents.delete(session, weakest);
            for (int i = 0; i < each.getValue().size(); i++) {
                ReportKey report = each.getValue().get(i);
                if (i < weakest.size()) {
                    within.add(report);
                } else {
                    unanswered.put(report, sessions(report));
                }
            }
        }
        return within;
    }

    private List<ReportKey> weakest(LocalDate day, int number) throws SQLException {
        List<ReportKey> weakest = new ArrayList<>();
        try (ResultSet rows =
                session.prepare(WEAKEST + lockRows, day.toEpochDay(), number).executeQuery()) {
            while (rows.next()) {
                ReportKey report = Rows.report(day.toEpochDay(), rows.getString(1));
                if (report != null && !batch.counts().containsKey(report)) {
                    weakest.add(report);
                    unanswered.put(report, rows.getLong(2));
                }
            }
        }
        return weakest;
    }

    private boolean isFailing(ReportKey report) {
        return counts(report).values().stream()
                .anyMatch(each -> each.failures() > 0 || !each.details().isEmpty());
    }

    /** Returns the reports that are still open, locked until the end of the transaction. */
    private List<ReportKey> open(List<ReportKey> reports) throws SQLException {
        PreparedStatement statement = batch(OPEN);
        for (ReportKey report : reports) {
            boolean isAnswered = !batch.unanswered().contains(report);
            add(
                    statement,
                    day(report),
                    name(report),
                    times.plannedAt(report).toEpochMilli(),
                    isAnswered ? 1 : 0,
                    isFailing(report) ? 1 : 0,
                    sessions(report),
                    isAnswered ? 0 : 1);
        }
        int[] changed = statement.executeBatch();
        List<ReportKey> open = new ArrayList<>();
        for (int i = 0; i < changed.length; i++) {
            ReportKey report = reports.get(i);
            if (changed[i] == 0) {
                late.put(report, sessions(report));
            } else {
                open.add(report);
            }
        }
        return open;
    }

    private Map<ReportKey, Room> nearlyFull(List<ReportKey> open) throws SQLException {
        int policies = 0;
        int details = 0;
        Map<LocalDate, List<String>> days = new TreeMap<>();
        for (ReportKey report : open) {
            Map<PolicyKey, PolicyCounts> counts = counts(report);
            policies = Math.max(policies, counts.size());
            details = Math.max(
                    details,
                    counts.values().stream()
                            .mapToInt(each -> each.details().size())
                            .sum());
            days.computeIfAbsent(report.day(), day -> new ArrayList<>()).add(name(report));
        }
        Map<ReportKey, Room> rooms = new HashMap<>();
        for (Map.Entry<LocalDate, List<String>> each : days.entrySet()) {
            List<String> names = each.getValue();
            for (int i = 0; i < names.size(); i += ASKED_AT_ONCE) {
                List<String> some = names.subList(i, Math.min(names.size(), i + ASKED_AT_ONCE));
                rooms.putAll(nearlyFull(each.getKey(), some, policies, details));
            }
        }
        return rooms;
    }

    private Map<ReportKey, Room> nearlyFull(LocalDate day, List<String> names, int policies, int details)
            throws SQLException {
        List<Object> parameters = new ArrayList<>();
        parameters.add(limits.policies() - policies);
        parameters.add(limits.details() - details);
        parameters.add(day.toEpochDay());
        parameters.addAll(names);
        parameters.addAll(Collections.nCopies(ASKED_AT_ONCE - names.size(), names.get(0)));
        Map<ReportKey, Room> rooms = new HashMap<>();
        try (ResultSet rows = session.prepare(NEARLY_FULL, parameters.toArray()).executeQuery()) {
            while (rows.next()) {
                ReportKey report = Rows.report(day.toEpochDay(), rows.getString(1));
                if (report != null) {
                    rooms.put(report, new Room(rows.getInt(2), rows.getInt(3)));
                }
            }
        }
        return rooms;
    }

    private void write(List<ReportKey> reports, Map<ReportKey, Map<PolicyKey, PolicyCounts>> fitted)
            throws SQLException {
        PreparedStatement newPolicy = batch(NEW_POLICY);
        PreparedStatement addPolicy = batch(ADD_POLICY);
        PreparedStatement newDetail = batch(NEW_DETAIL);
        PreparedStatement addDetail = batch(ADD_DETAIL);
        List<ReportKey> policyOf = new ArrayList<>();
        List<ReportKey> detailOf = new ArrayList<>();
        for (ReportKey report : reports) {
            long day = day(report);
            String name = name(report);
            for (Map.Entry<PolicyKey, PolicyCounts> entry :
                    fitted.getOrDefault(report, Map.of()).entrySet()) {
                PolicyKey key = entry.getKey();
                PolicyCounts counts = entry.getValue();
                String hash = rows.hash(key);
                policyOf.add(report);
                add(
                        newPolicy,
                        day,
                        name,
                        hash,
                        key.type().token(),
                        key.policyDomain(),
                        Rows.octets(key.policyString()),
                        Rows.octets(key.mxHosts()));
                add(addPolicy, counts.successes(), counts.failures(), day, name, hash);
                for (Map.Entry<DetailKey, Long> each : counts.details().entrySet()) {
                    DetailKey detail = each.getKey();
                    String detailHash = rows.hash(detail);
                    detailOf.add(report);
                    add(
                            newDetail,
                            day,
                            name,
                            hash,
                            detailHash,
                            detail.type().token(),
                            detail.sendingIp(),
                            detail.mxHost(),
                            detail.helo(),
                            detail.receivingIp(),
                            detail.reason());
                    add(addDetail, each.getValue(), day, name, hash, detailHash);
                }
            }
        }
        Map<ReportKey, int[]> grown = new HashMap<>();
        note(grown, policyOf, newPolicy.executeBatch(), 0);
        note(grown, detailOf, newDetail.executeBatch(), 1);
        addPolicy.executeBatch();
        addDetail.executeBatch();
        PreparedStatement statement = batch(GROWN);
        for (ReportKey report : reports) {
            int[] more = grown.get(report);
            if (more != null) {
                add(statement, more[0], more[1], day(report), name(report));
            }
        }
        statement.executeBatch();
    }

    private static void note(Map<ReportKey, int[]> grown, List<ReportKey> of, int[] inserted, int which) {
        for (int i = 0; i < inserted.length; i++) {
            if (inserted[i] > 0) {
                grown.computeIfAbsent(of.get(i), report -> new int[2])[which]++;
            }
        }
    }

    private PreparedStatement batch(String sql) throws SQLException {
        PreparedStatement statement = session.prepare(sql);
        statement.clearBatch(); // rows of a transaction that is repeated
        return statement;
    }

    private static void add(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        statement.addBatch();
    }

    private boolean exists(String sql, Object... parameters) throws SQLException {
        try (ResultSet row = session.prepare(sql, parameters).executeQuery()) {
            return row.next();
        }
    }

    private static long day(ReportKey report) {
        return report.day().toEpochDay();
    }

    private static String name(ReportKey report) {
        return report.domain().name();
    }

    /** Moves policies and details beyond the limits to the entry and the detail that stand for all further ones. */
    private final class Fitting {
        private final ReportKey report;
        private final PolicyKey unnamed;
        private int policies;
        private int details;

        Fitting(ReportKey report, Room room) {
            this.report = report;
            this.unnamed = new PolicyKey(PolicyType.STS, name(report), List.of(), List.of());
            this.policies = room.policies();
            this.details = room.details();
        }

        Map<PolicyKey, PolicyCounts> fit(Map<PolicyKey, PolicyCounts> counts) throws SQLException {
            Map<PolicyKey, PolicyCounts> fitted = new HashMap<>();
            for (Map.Entry<PolicyKey, PolicyCounts> entry : counts.entrySet()) {
                PolicyKey key = named(entry.getKey());
                PolicyCounts from = entry.getValue();
                PolicyCounts to = fitted.computeIfAbsent(key, each -> new PolicyCounts());
                to.add(from.successes(), from.failures());
                for (Map.Entry<DetailKey, Long> detail : from.details().entrySet()) {
                    to.add(named(key, detail.getKey()), detail.getValue(), Integer.MAX_VALUE);
                }
            }
            return fitted;
        }

        private PolicyKey named(PolicyKey key) throws SQLException {
            if (exists(KNOWN_POLICY, day(report), name(report), rows.hash(key))) {
                return key;
            }
            return policies++ < limits.policies() ? key : unnamed;
        }

        private DetailKey named(PolicyKey policy, DetailKey detail) throws SQLException {
            if (exists(KNOWN_DETAIL, day(report), name(report), rows.hash(policy), rows.hash(detail))) {
                return detail;
            }
            return details++ < limits.details() ? detail : DetailKey.beyondTheCap();
        }
    }
}
