package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.sql.Dialect;
import io.github.mtasts.sql.Migrations;
import io.github.mtasts.sql.Schema;
import java.util.List;

/**
 * The tables of the report store.
 *
 * <p>{@code report}: one row per domain and day. {@code policy} and {@code detail}: its counts. {@code destination}: its
 * submissions. {@code suppressed}: suppressed destinations. {@code writer}: the last batch of each process, and the sessions
 * of it that were dropped. {@code seen}: the destinations that look-ups of the day found. {@code host}: the queue of each
 * HTTPS host. {@code refusal}: the final refusals of each destination. {@code accepted}: when each destination last accepted a
 * report.
 */
final class ReportSchema {
    static final Schema SCHEMA = new Schema(
            "report store",
            ReportSchema::migrations,
            List.of(
                    "mta_sts_report",
                    "mta_sts_report_policy",
                    "mta_sts_report_detail",
                    "mta_sts_report_destination",
                    "mta_sts_report_suppressed",
                    "mta_sts_report_writer",
                    "mta_sts_report_seen",
                    "mta_sts_report_host",
                    "mta_sts_report_refusal",
                    "mta_sts_report_accepted"));

    private ReportSchema() {}

    private static Migrations migrations(Dialect dialect) {
        String name = dialect.text();
        String octets = dialect.octets();
        return new Migrations("reports", List.of(first(name, octets), second(name), third(name, dialect.position())));
    }

    private static List<String> first(String name, String octets) {
        return List.of(
                "CREATE TABLE mta_sts_report (day BIGINT, domain " + name + ", state INTEGER NOT NULL,"
                        + " due_at BIGINT NOT NULL, policies INTEGER NOT NULL, details INTEGER NOT NULL,"
                        + " PRIMARY KEY (day, domain))",
                "CREATE INDEX mta_sts_report_due ON mta_sts_report (state, due_at)",
                "CREATE TABLE mta_sts_report_policy (day BIGINT, domain " + name + ", hash VARCHAR(32),"
                        + " type VARCHAR(32) NOT NULL, policy_domain " + name + " NOT NULL,"
                        + " policy_string " + octets + " NOT NULL, mx_hosts " + octets + " NOT NULL,"
                        + " successes BIGINT NOT NULL, failures BIGINT NOT NULL, PRIMARY KEY (day, domain, hash))",
                "CREATE TABLE mta_sts_report_detail (day BIGINT, domain " + name + ", policy VARCHAR(32),"
                        + " hash VARCHAR(32), type VARCHAR(32) NOT NULL, sending_ip VARCHAR(64) NOT NULL,"
                        + " mx_host " + name
                        + " NOT NULL, helo TEXT NOT NULL, receiving_ip VARCHAR(64) NOT NULL,"
                        + " reason TEXT NOT NULL, sessions BIGINT NOT NULL,"
                        + " PRIMARY KEY (day, domain, policy, hash))",
                "CREATE TABLE mta_sts_report_destination (day BIGINT, domain " + name + ", uri TEXT,"
                        + " state VARCHAR(16) NOT NULL, due_at BIGINT NOT NULL, attempts INTEGER NOT NULL,"
                        + " since BIGINT NOT NULL, PRIMARY KEY (day, domain, uri))",
                "CREATE INDEX mta_sts_report_destination_due ON mta_sts_report_destination (state, due_at)",
                "CREATE TABLE mta_sts_report_suppressed (uri TEXT PRIMARY KEY, until_at BIGINT NOT NULL)",
                "CREATE TABLE mta_sts_report_writer (name VARCHAR(64) PRIMARY KEY, last BIGINT NOT NULL,"
                        + " changed_at BIGINT NOT NULL)");
    }

    /** Rows of the first version count as answered: all of them were within the limit on domains. */
    private static List<String> second(String name) {
        return List.of(
                "ALTER TABLE mta_sts_report ADD COLUMN answered INTEGER NOT NULL DEFAULT 1",
                "ALTER TABLE mta_sts_report ADD COLUMN failing INTEGER NOT NULL DEFAULT 1",
                "ALTER TABLE mta_sts_report ADD COLUMN sessions BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE mta_sts_report ADD COLUMN asked_at BIGINT NOT NULL DEFAULT 0",
                "CREATE INDEX mta_sts_report_day ON mta_sts_report (day, answered, failing)",
                "ALTER TABLE mta_sts_report_writer ADD COLUMN dropped TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE mta_sts_report_destination ADD COLUMN host " + name + " NOT NULL DEFAULT ''",
                "ALTER TABLE mta_sts_report_destination ADD COLUMN lane VARCHAR(8) NOT NULL DEFAULT 'NEW'",
                "UPDATE mta_sts_report_destination SET lane = 'MAIL' WHERE uri LIKE 'mailto:%'",
                "DROP INDEX mta_sts_report_destination_due",
                "CREATE INDEX mta_sts_report_destination_due ON mta_sts_report_destination (state, lane, due_at)",
                "CREATE INDEX mta_sts_report_destination_host ON mta_sts_report_destination (host)",
                "CREATE TABLE mta_sts_report_seen (day BIGINT, domain " + name + ", uri TEXT,"
                        + " first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, PRIMARY KEY (day, domain, uri))",
                "CREATE TABLE mta_sts_report_host (host " + name + " PRIMARY KEY, lane VARCHAR(8) NOT NULL,"
                        + " changed_at BIGINT NOT NULL)",
                "CREATE TABLE mta_sts_report_refusal (uri TEXT, day BIGINT, domain " + name + ","
                        + " refused_at BIGINT NOT NULL, PRIMARY KEY (uri, day, domain))");
    }

    private static List<String> third(String name, String position) {
        return List.of(
                "ALTER TABLE mta_sts_report ADD COLUMN slow INTEGER NOT NULL DEFAULT 0",
                "UPDATE mta_sts_report SET slow = 1 WHERE answered = 0 AND state < 2",
                "ALTER TABLE mta_sts_report ADD COLUMN absent_at BIGINT NOT NULL DEFAULT 0",
                "DROP INDEX mta_sts_report_due",
                "CREATE INDEX mta_sts_report_due ON mta_sts_report (state, slow, due_at)",
                "DROP INDEX mta_sts_report_day",
                "CREATE INDEX mta_sts_report_day ON mta_sts_report (day, answered, failing, state, domain)",
                "ALTER TABLE mta_sts_report_destination ADD COLUMN refusal TEXT NOT NULL DEFAULT ''",
                // Rows of the first version have no host.
                "UPDATE mta_sts_report_destination SET host = lower(substr(uri, 9))"
                        + " WHERE host = '' AND lower(substr(uri, 1, 8)) = 'https://'",
                cut(position, "/"),
                cut(position, "?"),
                cut(position, ":"),
                "ALTER TABLE mta_sts_report_refusal ADD COLUMN site " + name + " NOT NULL DEFAULT ''",
                "UPDATE mta_sts_report_refusal SET site = domain",
                "CREATE INDEX mta_sts_report_refusal_at ON mta_sts_report_refusal (refused_at)",
                "CREATE INDEX mta_sts_report_host_changed ON mta_sts_report_host (changed_at)",
                "CREATE INDEX mta_sts_report_suppressed_until ON mta_sts_report_suppressed (until_at)",
                "CREATE INDEX mta_sts_report_writer_changed ON mta_sts_report_writer (changed_at)",
                "CREATE TABLE mta_sts_report_accepted (uri TEXT PRIMARY KEY, accepted_at BIGINT NOT NULL)",
                "CREATE INDEX mta_sts_report_accepted_at ON mta_sts_report_accepted (accepted_at)");
    }

    /** Ends each host before the first occurrence of a text. */
    private static String cut(String position, String end) {
        String at = position + "(host, '" + end + "')";
        return "UPDATE mta_sts_report_destination SET host = substr(host, 1, " + at + " - 1) WHERE " + at + " > 0";
    }
}
