package io.github.mtasts.cache.store.internal;

import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.name.internal.RegistrableDomain;
import io.github.mtasts.sql.Database;
import io.github.mtasts.sql.Dialect;
import io.github.mtasts.sql.Migrations;
import io.github.mtasts.sql.Schema;
import io.github.mtasts.sql.Session;
import io.github.mtasts.text.Printable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
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
    private static final String CORRECT = "UPDATE mta_sts_policy SET fetched_at = ?, changed_at = ?,"
            + " expires_at = expires_at - fetched_at + ?,"
            + " refresh_at = CASE WHEN refresh_at < fetched_at THEN refresh_at ELSE refresh_at - fetched_at + ? END"
            + " WHERE domain = ? AND fetched_at = ? AND fetched_at > ? AND length(source) > 0";
    private static final String USED = "UPDATE mta_sts_policy SET used_at = ? WHERE domain = ?";
    private static final String CLAIM = "UPDATE mta_sts_policy SET refresh_at = ? WHERE domain = ?";
    private static final String DUE = "SELECT domain FROM mta_sts_policy"
            + " WHERE refresh_at <= ? AND expires_at > ? AND used_at > ? ORDER BY refresh_at LIMIT ?";
    private static final String EXPIRED = "DELETE FROM mta_sts_policy WHERE domain IN"
            + " (SELECT domain FROM mta_sts_policy WHERE expires_at <= ? AND (length(source) > 0 OR expires_at <= ?)"
            + " ORDER BY expires_at LIMIT ?)";
    private static final String UNUSED = "DELETE FROM mta_sts_policy WHERE domain IN"
            + " (SELECT domain FROM mta_sts_policy WHERE used_at <= ? AND length(source) > 0 ORDER BY used_at LIMIT ?)";
    private static final String SITE_ROWS = "SELECT count(*) FROM mta_sts_policy WHERE site = ?";
    private static final String SITE_EXCESS = "DELETE FROM mta_sts_policy WHERE domain IN"
            + " (SELECT domain FROM mta_sts_policy WHERE site = ? AND length(source) > 0"
            + " ORDER BY CASE WHEN expires_at <= ? THEN 0 ELSE 1 END, used_at, fetched_at, domain LIMIT ?)";
    private static final String DELETE = "DELETE FROM mta_sts_policy WHERE domain IN"
            + " (SELECT domain FROM mta_sts_policy WHERE expires_at <= ? LIMIT 1000)";

    /** Changes this long before a mark are read again, because a transaction that began earlier may commit later. */
    private static final long OVERLAP_MILLIS = 60_000;

    /** The number of rows that are deleted at once when there is no room. */
    private static final int ROOM = 1_000;

    private static final int ROOM_TRIES = 3;

    private final Database database;
    private final LongSupplier nanoTime;
    private final String upsert;

    /** Uses the table of a database. */
    public PolicyTable(Database database) {
        this(database, System::nanoTime);
    }

    /** @param nanoTime monotonic time in nanoseconds */
    PolicyTable(Database database, LongSupplier nanoTime) {
        this.database = database;
        this.nanoTime = nanoTime;
        this.upsert = "INSERT INTO mta_sts_policy (" + COLUMNS + ", used_at, changed_at, site)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (domain) DO UPDATE SET id = excluded.id, source = excluded.source,"
                + " fetched_at = excluded.fetched_at, expires_at = excluded.expires_at,"
                + " refresh_at = excluded.refresh_at, changed_at = excluded.changed_at,"
                + " site = excluded.site, used_at ="
                + " CASE WHEN length(mta_sts_policy.source) = 0 THEN excluded.used_at ELSE mta_sts_policy.used_at END"
                + " WHERE mta_sts_policy.fetched_at > excluded.changed_at"
                + " OR excluded.fetched_at >= mta_sts_policy.fetched_at";
    }

    private static Migrations migrations(Dialect dialect) {
        return new Migrations(
                "policies",
                List.of(
                        List.of(
                                "CREATE TABLE mta_sts_policy (domain " + dialect.text()
                                        + " PRIMARY KEY, id VARCHAR(32) NOT NULL,"
                                        + " source " + dialect.octets() + " NOT NULL, fetched_at BIGINT NOT NULL,"
                                        + " expires_at BIGINT NOT NULL, refresh_at"
                                        + " BIGINT NOT NULL, used_at BIGINT NOT NULL,"
                                        + " changed_at BIGINT NOT NULL)",
                                "CREATE INDEX mta_sts_policy_refresh ON mta_sts_policy (refresh_at)",
                                "CREATE INDEX mta_sts_policy_changed ON mta_sts_policy (changed_at, domain)",
                                "CREATE INDEX mta_sts_policy_expires ON mta_sts_policy (expires_at)"),
                        // The registrable domain above the name; null for a name without one, and until an older row is
                        // written again.
                        List.of(
                                "ALTER TABLE mta_sts_policy ADD COLUMN site " + dialect.text(),
                                "CREATE INDEX mta_sts_policy_site ON mta_sts_policy (site) WHERE site IS NOT NULL")));
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
        StoreException full = null;
        for (int i = 0; i < ROOM_TRIES; i++) {
            try {
                writeAll(ordered);
                return;
            } catch (StoreException e) {
                full = requireFull(e);
            }
            if (makeRoom(ROOM) == 0) {
                break;
            }
        }
        if (full != null) {
            writeEach(ordered, full);
        }
    }

    private static StoreException requireFull(StoreException e) {
        if (e.kind() != StoreException.Kind.FULL) {
            throw e;
        }
        return e;
    }

    /**
     * Deletes rows to make room for others: those whose policy has expired, or else the longest unused. The marks of removals
     * stay for a day, and a policy that was withdrawn with a max_age of 0 for five minutes, so that an earlier fetch cannot
     * restore it.
     *
     * @return the number of deleted rows; 0 if there are none, or if there is no room even for a deletion
     */
    int makeRoom(int rows) {
        try {
            return database.write(session -> {
                long now = database.now(session);
                int expired = session.prepare(EXPIRED, now - Room.WITHDRAWN_MILLIS, now - Room.REMOVED_MILLIS, rows)
                        .executeUpdate();
                int deleted = expired > 0
                        ? expired
                        : session.prepare(UNUSED, now - Room.UNUSED_MILLIS, rows)
                                .executeUpdate();
                if (deleted > 0) {
                    LOG.info("Policy store full: deleted {} {} policies", deleted, expired > 0 ? "expired" : "unused");
                }
                return deleted;
            });
        } catch (StoreException e) {
            LOG.debug("No room for a deletion", requireFull(e));
            return 0;
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
                statement.setString(9, RegistrableDomain.above(row.domain().name()));
                statement.addBatch();
            }
            int written = statement.executeBatch().length;
            for (String site : sites(rows)) {
                limit(session, site, now);
            }
            return written;
        });
    }

    /** Returns the different registrable domains above the names of rows, in one order on all nodes. */
    private static List<String> sites(List<StoredPolicy> rows) {
        return rows.stream()
                .map(row -> RegistrableDomain.above(row.domain().name()))
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    /** Deletes rows of a registrable domain that has too many names: expired ones first, then the longest unused. */
    private static void limit(Session session, String site, long now) throws SQLException {
        long excess;
        try (ResultSet count = session.prepare(SITE_ROWS, site).executeQuery()) {
            excess = count.next() ? count.getLong(1) - Room.ROWS_PER_SITE : 0;
        }
        if (excess > 0) {
            session.prepare(SITE_EXCESS, site, now, excess).executeUpdate();
            LOG.warn("Deleted {} policies under {}, which has more than {}", excess, site, Room.ROWS_PER_SITE);
        }
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

    /** Idempotent: a repetition finds another fetch time. A refresh time before the fetch time is the end of a claim. */
    @Override
    public void correctFetchTime(PolicyDomain domain, Instant fetchedAt) {
        database.writeIdempotent(session -> {
            long now = database.now(session);
            return session.prepare(CORRECT, now, now, now, now, domain.name(), fetchedAt.toEpochMilli(), now)
                    .executeUpdate();
        });
    }

    @Override
    public Changes changes(@Nullable String mark, int limit) {
        long begun = nanoTime.getAsLong();
        if (mark == null) {
            return database.read(session ->
                    new Changes(List.of(), new ChangeMark(begun, database.now(session), "", true).text(), false));
        }
        ChangeMark from = ChangeMark.parse(mark);
        long beganAt = from.isEnd() ? begun : from.beganAtNanos();
        return database.read(session -> {
            long since = from.isEnd() ? since(from, session) : from.changedAt();
            List<StoredPolicy> changed = new ArrayList<>();
            ChangeMark last = from;
            int count = 0;
            try (ResultSet rows =
                    session.prepare(CHANGES, since, from.domain(), limit).executeQuery()) {
                while (rows.next()) {
                    count++;
                    last = new ChangeMark(beganAt, rows.getLong(7), rows.getString(1), false);
                    row(rows).ifPresent(changed::add);
                }
            }
            boolean more = count == limit;
            ChangeMark next =
                    more ? last : new ChangeMark(beganAt, Math.max(from.changedAt(), last.changedAt()), "", true);
            return new Changes(changed, next.text(), more);
        });
    }

    /**
     * The time after which the changes since a mark were made, also if the database's clock was set back after it: what was
     * written since then has a time no earlier than now by that clock, less the time that has really passed.
     */
    private long since(ChangeMark end, Session session) throws SQLException {
        long now = database.now(session);
        long passed =
                Duration.ofNanos(nanoTime.getAsLong() - end.beganAtNanos()).toMillis();
        return Math.min(end.changedAt(), now - passed) - OVERLAP_MILLIS;
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
            return inOrder(
                    session.prepare(USED),
                    now,
                    domains.stream().map(PolicyDomain::name).toList());
        });
    }

    /** Not idempotent: a repetition would claim further domains, and the first ones would stay claimed until their lease ends. */
    @Override
    public List<PolicyDomain> claimDue(int limit, Duration lease, Duration usedWithin) {
        return database.write(session -> {
            long now = database.now(session);
            List<PolicyDomain> due = new ArrayList<>();
            List<String> names;
            int wanted;
            do { // rows with invalid names are skipped, and claimed, so that they do not come first again
                wanted = limit - due.size();
                names = due(session, now, now - usedWithin.toMillis(), wanted);
                if (!names.isEmpty()) {
                    inOrder(session.prepare(CLAIM), now + lease.toMillis(), names);
                }
                names.forEach(name -> domain(name).ifPresent(due::add));
            } while (names.size() == wanted && due.size() < limit);
            return List.copyOf(due);
        });
    }

    private List<String> due(Session session, long now, long usedAfter, int limit) throws SQLException {
        List<String> names = new ArrayList<>();
        String sql = DUE + database.dialect().lockRows();
        try (ResultSet rows = session.prepare(sql, now, now, usedAfter, limit).executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** Parses a name. Logs an invalid one, whose row stays for inspection, and returns empty. */
    private static Optional<PolicyDomain> domain(String name) {
        Optional<PolicyDomain> domain = PolicyDomain.parse(name);
        if (domain.isEmpty()) {
            LOG.error("Skipped a row of the policy store with an invalid name: {}", Printable.line(name, 80));
        }
        return domain;
    }

    private static int inOrder(PreparedStatement statement, long time, Collection<String> names) throws SQLException {
        statement.clearBatch();
        for (String name : names.stream().sorted().toList()) {
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
        Optional<PolicyDomain> domain = domain(row.getString(1));
        byte[] source = row.getBytes(3);
        if (source == null) {
            LOG.error(
                    "Skipped a row of the policy store without a policy: {}",
                    Printable.line(String.valueOf(row.getString(1)), 80));
            return Optional.empty();
        }
        if (domain.isEmpty()) {
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
