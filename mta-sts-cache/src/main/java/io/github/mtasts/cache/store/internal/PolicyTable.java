package io.github.mtasts.cache.store.internal;

import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.sql.Database;
import io.github.mtasts.sql.Dialect;
import io.github.mtasts.sql.Migrations;
import io.github.mtasts.sql.Schema;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policies in an SQL table, one row per domain. A claim moves the refresh time to the end of the lease, so that the claims of
 * a node that crashed end by themselves. Thread-safe.
 */
public final class PolicyTable implements PolicyStore {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyTable.class);
    /** The schema of this table. */
    public static final Schema SCHEMA = new Schema("policy store", PolicyTable::migrations, List.of("mta_sts_policy"));

    private static final String COLUMNS = "domain, id, source, fetched_at, expires_at, refresh_at";
    private static final String READ = "SELECT " + COLUMNS + " FROM mta_sts_policy WHERE domain = ?";
    private static final String LIST = "SELECT " + COLUMNS
            + " FROM mta_sts_policy WHERE domain > ? AND length(source) > 0 ORDER BY domain LIMIT ?";
    private static final String CHANGES = "SELECT " + COLUMNS + ", changed_at FROM mta_sts_policy"
            + " WHERE (changed_at, domain) > (?, ?) ORDER BY changed_at, domain LIMIT ?";
    private static final String REMOVE = "UPDATE mta_sts_policy SET id = '', source = ?, fetched_at = ?,"
            + " expires_at = ?, refresh_at = ?, changed_at = ? WHERE domain = ? AND length(source) > 0";
    private static final String USED = "UPDATE mta_sts_policy SET used_at = ? WHERE domain = ?";
    private static final String CLAIM = "UPDATE mta_sts_policy SET refresh_at = ? WHERE domain = ?";
    private static final String DUE = "SELECT domain FROM mta_sts_policy"
            + " WHERE refresh_at <= ? AND expires_at > ? AND used_at > ? ORDER BY refresh_at LIMIT ?";
    private static final String DELETE = "DELETE FROM mta_sts_policy WHERE domain IN"
            + " (SELECT domain FROM mta_sts_policy WHERE expires_at <= ? LIMIT 1000)";

    /** Changes this long before a mark are read again, because a transaction that began earlier may commit later. */
    private static final long OVERLAP_MILLIS = 60_000;

    private final Database database;
    private final String upsert;

    /** Uses the table of a database. */
    public PolicyTable(Database database) {
        this.database = database;
        this.upsert =
                "INSERT INTO mta_sts_policy (" + COLUMNS + ", used_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (domain) DO UPDATE SET id = excluded.id, source = excluded.source,"
                        + " fetched_at = excluded.fetched_at, expires_at = excluded.expires_at,"
                        + " refresh_at = excluded.refresh_at, changed_at = excluded.changed_at, used_at ="
                        + " CASE WHEN length(mta_sts_policy.source) = 0 THEN excluded.used_at ELSE mta_sts_policy.used_at END"
                        + " WHERE mta_sts_policy.fetched_at > excluded.changed_at"
                        + " OR excluded.fetched_at >= mta_sts_policy.fetched_at";
    }

    private static Migrations migrations(Dialect dialect) {
        return new Migrations(
                "policies",
                List.of(List.of(
                        "CREATE TABLE mta_sts_policy (domain " + dialect.text()
                                + " PRIMARY KEY, id VARCHAR(32) NOT NULL,"
                                + " source " + dialect.octets() + " NOT NULL, fetched_at BIGINT NOT NULL,"
                                + " expires_at BIGINT NOT NULL, refresh_at BIGINT NOT NULL, used_at BIGINT NOT NULL,"
                                + " changed_at BIGINT NOT NULL)",
                        "CREATE INDEX mta_sts_policy_refresh ON mta_sts_policy (refresh_at)",
                        "CREATE INDEX mta_sts_policy_changed ON mta_sts_policy (changed_at, domain)",
                        "CREATE INDEX mta_sts_policy_expires ON mta_sts_policy (expires_at)")));
    }

    @Override
    public @Nullable StoredPolicy read(PolicyDomain domain) {
        return database.read(session -> {
                    try (ResultSet rows = session.prepare(READ, domain.name()).executeQuery()) {
                        return rows.next() ? row(rows) : Optional.<StoredPolicy>empty();
                    }
                })
                .orElse(null);
    }

    @Override
    public void write(List<StoredPolicy> rows) {
        if (rows.isEmpty()) {
            return;
        }
        // All nodes write in the same order, so that two transactions do not deadlock.
        List<StoredPolicy> ordered = rows.stream()
                .sorted(Comparator.comparing(row -> row.domain().name()))
                .toList();
        try {
            writeAll(ordered);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.FULL || rows.size() == 1) {
                throw e;
            }
            writeEach(ordered, e);
        }
    }

    /** Writes rows. Idempotent: a repeated row replaces itself, or is ignored after a newer row or a removal. */
    private void writeAll(List<StoredPolicy> rows) {
        database.writeIdempotent(session -> {
            long now = database.now(session);
            PreparedStatement statement = session.prepare(upsert);
            statement.clearBatch(); // this may be a repetition
            for (StoredPolicy row : rows) {
                statement.setString(1, row.domain().name());
                statement.setString(2, row.id());
                statement.setBytes(3, row.source());
                statement.setLong(4, row.fetchedAt().toEpochMilli());
                statement.setLong(5, row.expiresAt().toEpochMilli());
                statement.setLong(6, row.refreshAt().toEpochMilli());
                statement.setLong(7, now);
                statement.setLong(8, now);
                statement.addBatch();
            }
            return statement.executeBatch().length;
        });
    }

    /** Writes row by row when there is no room for all, so that replacements and rows that fit succeed. */
    private void writeEach(List<StoredPolicy> rows, StoreException full) {
        int refused = 0;
        for (StoredPolicy row : rows) {
            try {
                writeAll(List.of(row));
            } catch (StoreException e) {
                if (e.kind() != StoreException.Kind.FULL) {
                    throw e;
                }
                refused++;
            }
        }
        if (refused > 0) {
            throw new StoreException(
                    StoreException.Kind.FULL, full.getMessage() + " Refused " + refused + " policies.", full);
        }
    }

    @Override
    public Changes changes(@Nullable String mark, int limit) {
        if (mark == null) {
            return database.read(
                    session -> new Changes(List.of(), new ChangeMark(database.now(session), "", true).text(), false));
        }
        ChangeMark from = ChangeMark.parse(mark);
        return database.read(session -> {
            long since = from.isEnd() ? from.changedAt() - OVERLAP_MILLIS : from.changedAt();
            List<StoredPolicy> changed = new ArrayList<>();
            ChangeMark last = from;
            int count = 0;
            try (ResultSet rows = session.prepare(CHANGES, since, from.isEnd() ? "" : from.domain(), limit)
                    .executeQuery()) {
                while (rows.next()) {
                    count++;
                    last = new ChangeMark(rows.getLong(7), rows.getString(1), false);
                    row(rows).ifPresent(changed::add);
                }
            }
            boolean more = count == limit;
            ChangeMark next = more ? last : new ChangeMark(Math.max(from.changedAt(), last.changedAt()), "", true);
            return new Changes(changed, next.text(), more);
        });
    }

    /**
     * A page of a list.
     *
     * @param last the name of the last row read, also of an unreadable one
     * @param isEnd whether there are no more rows
     */
    private record Page(List<StoredPolicy> rows, String last, boolean isEnd) {}

    @Override
    public List<StoredPolicy> list(@Nullable PolicyDomain after, int limit) {
        List<StoredPolicy> listed = new ArrayList<>();
        Page page = new Page(List.of(), after == null ? "" : after.name(), false);
        do { // unreadable rows are skipped, and the page is filled
            page = page(page.last(), limit - listed.size());
            listed.addAll(page.rows());
        } while (!page.isEnd() && listed.size() < limit);
        return List.copyOf(listed);
    }

    private Page page(String after, int limit) {
        return database.read(session -> {
            List<StoredPolicy> found = new ArrayList<>();
            String last = after;
            int count = 0;
            try (ResultSet rows = session.prepare(LIST, after, limit).executeQuery()) {
                while (rows.next()) {
                    count++;
                    last = rows.getString(1);
                    row(rows).ifPresent(found::add);
                }
            }
            return new Page(found, last, count < limit);
        });
    }

    /** Not idempotent: a repetition would return false. */
    @Override
    public boolean remove(PolicyDomain domain) {
        return database.write(session -> {
            long now = database.now(session);
            PreparedStatement statement = session.prepare(REMOVE);
            statement.setBytes(1, new byte[0]);
            for (int i = 2; i <= 5; i++) {
                statement.setLong(i, now);
            }
            statement.setString(6, domain.name());
            return statement.executeUpdate() > 0;
        });
    }

    /** Idempotent: a repetition sets the time of use a few seconds later. */
    @Override
    public void used(Collection<PolicyDomain> domains) {
        database.writeIdempotent(session -> {
            long now = database.now(session);
            return inOrder(session.prepare(USED), now, domains);
        });
    }

    /** Not idempotent: a repetition would claim further domains, and the first ones would stay claimed until their lease ends. */
    @Override
    public List<PolicyDomain> claimDue(int limit, Duration lease, Duration usedWithin) {
        return database.write(session -> {
            long now = database.now(session);
            List<PolicyDomain> due = new ArrayList<>();
            String sql = DUE + database.dialect().lockRows();
            try (ResultSet rows = session.prepare(sql, now, now, now - usedWithin.toMillis(), limit)
                    .executeQuery()) {
                while (rows.next()) {
                    PolicyDomain.parse(rows.getString(1)).ifPresent(due::add);
                }
            }
            if (!due.isEmpty()) {
                inOrder(session.prepare(CLAIM), now + lease.toMillis(), due);
            }
            return List.copyOf(due);
        });
    }

    private static int inOrder(PreparedStatement statement, long time, Collection<PolicyDomain> domains)
            throws SQLException {
        List<String> names = domains.stream().map(PolicyDomain::name).sorted().toList();
        statement.clearBatch();
        for (String name : names) {
            statement.setLong(1, time);
            statement.setString(2, name);
            statement.addBatch();
        }
        return statement.executeBatch().length;
    }

    /** Idempotent: a repetition starts the delay a few seconds later. */
    @Override
    public void retryIn(PolicyDomain domain, Duration delay) {
        database.writeIdempotent(
                session -> session.prepare(CLAIM, database.now(session) + delay.toMillis(), domain.name())
                        .executeUpdate());
    }

    /** Not idempotent: a repetition would not count the rows that were deleted first. */
    @Override
    public int deleteExpired(Duration keptFor) {
        int deleted = 0;
        int last;
        do {
            last = database.write(session -> session.prepare(DELETE, database.now(session) - keptFor.toMillis())
                    .executeUpdate());
            deleted += last;
        } while (last > 0);
        return deleted;
    }

    /** Reads a row. Logs an unreadable one, and returns empty. */
    private static Optional<StoredPolicy> row(ResultSet row) throws SQLException {
        Optional<PolicyDomain> domain = PolicyDomain.parse(row.getString(1));
        byte[] source = row.getBytes(3);
        if (domain.isEmpty() || source == null) {
            LOG.error("Skipped an unreadable row of the policy store: no valid domain name, or no policy");
            return Optional.empty();
        }
        return Optional.of(StoredPolicy.row(
                domain.get(),
                row.getString(2),
                source,
                Instant.ofEpochMilli(row.getLong(4)),
                Instant.ofEpochMilli(row.getLong(5)),
                Instant.ofEpochMilli(row.getLong(6))));
    }

    @Override
    public boolean isShared() {
        return database.dialect().isShared();
    }

    @Override
    public void close() {
        database.close();
    }
}
