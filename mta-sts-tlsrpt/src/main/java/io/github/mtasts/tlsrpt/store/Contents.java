package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.sql.Session;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Deletes reports with their counts. Rows that this version cannot read are kept for inspection. */
final class Contents {
    private static final String REPORT = "DELETE FROM mta_sts_report WHERE day = ? AND domain = ?";
    private static final List<String> TABLES = List.of(
            "DELETE FROM mta_sts_report_detail WHERE day = ? AND domain = ? AND type IN ("
                    + Arrays.stream(ResultType.values())
                            .map(type -> "'" + type.token() + "'")
                            .collect(Collectors.joining(", "))
                    + ")",
            "DELETE FROM mta_sts_report_policy WHERE day = ? AND domain = ? AND type IN ("
                    + Arrays.stream(PolicyType.values())
                            .map(type -> "'" + type.token() + "'")
                            .collect(Collectors.joining(", "))
                    + ")",
            "DELETE FROM mta_sts_report_destination WHERE day = ? AND domain = ? AND state <> 'ODD'",
            "DELETE FROM mta_sts_report_seen WHERE day = ? AND domain = ?");

    private Contents() {}

    /** Deletes the counts, the submissions and the remembered destinations of reports. */
    static void clear(Session session, Collection<ReportKey> reports) throws SQLException {
        for (String sql : TABLES) {
            execute(session, sql, reports);
        }
    }

    /** Deletes reports with all that belongs to them. */
    static void delete(Session session, Collection<ReportKey> reports) throws SQLException {
        clear(session, reports);
        execute(session, REPORT, reports);
    }

    private static void execute(Session session, String sql, Collection<ReportKey> reports) throws SQLException {
        if (reports.isEmpty()) {
            return;
        }
        PreparedStatement statement = session.prepare(sql);
        statement.clearBatch();
        for (ReportKey report : reports) {
            statement.setLong(1, report.day().toEpochDay());
            statement.setString(2, report.domain().name());
            statement.addBatch();
        }
        statement.executeBatch();
    }
}
