package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.sql.Dialect;
import io.github.mtasts.sql.Migrations;
import io.github.mtasts.sql.Schema;
import java.util.List;

/**
 * The tables of the report store.
 *
 * <p>{@code report}: one row per domain and day. {@code policy} and {@code detail}: its counts. {@code destination}: its
 * submissions. {@code suppressed}: suppressed destinations. {@code writer}: the last batch of each process.
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
                    "mta_sts_report_writer"));

    private ReportSchema() {}

    private static Migrations migrations(Dialect dialect) {
        String name = dialect.text();
        String octets = dialect.octets();
        return new Migrations(
                "reports",
                List.of(List.of(
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
                                + " changed_at BIGINT NOT NULL)")));
    }
}
