package io.github.mtasts.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The share of a store in the budget of a SQLite file. The size of its tables is measured once; after that every write adds
 * the pages by which it changed the file, since one store writes at a time. Used with the file's lock for writing.
 */
final class SqliteShare {
    private static final String SIZE = "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE"
            + " AND name IN (SELECT name FROM sqlite_schema WHERE tbl_name = ?)";
    private static final long UNKNOWN = -1;

    private final List<String> tables;
    private final long octets;
    private final String store;
    private final AtomicLong usedOctets = new AtomicLong(UNKNOWN);

    /**
     * Work that was done, before its commit.
     *
     * @param growthOctets by how much it enlarged the tables
     */
    record Done<T extends @Nullable Object>(T value, long growthOctets) {}

    /** @param octets the largest size of the tables; {@code Long.MAX_VALUE} leaves the limit to the file's budget */
    SqliteShare(List<String> tables, long octets, String store) {
        this.tables = tables;
        this.octets = octets;
        this.store = store;
    }

    void measureAgain() {
        usedOctets.set(UNKNOWN);
    }

    /** Adds the growth by work that was committed. */
    void grown(long growthOctets) {
        usedOctets.updateAndGet(used -> used == UNKNOWN ? UNKNOWN : used + growthOctets);
    }

    /**
     * Runs work.
     *
     * @throws io.github.mtasts.failure.StoreException of kind FULL, before the commit, if the work enlarged the tables beyond
     *     the share
     */
    <T extends @Nullable Object> Done<T> limit(Session session, Database.Work<T> work) throws SQLException {
        if (octets == Long.MAX_VALUE) {
            return new Done<>(work.in(session), 0);
        }
        long used = usedOctets.get();
        if (used == UNKNOWN) {
            used = measured(session);
            usedOctets.set(used);
        }
        long before = fileOctets(session);
        T value = work.in(session);
        long growth = fileOctets(session) - before;
        if (growth > 0 && used + growth > octets) {
            throw SqliteFaults.full(store, octets, null);
        }
        return new Done<>(value, growth);
    }

    private long measured(Session session) throws SQLException {
        long sum = 0;
        for (String table : tables) {
            sum += number(session, SIZE, table);
        }
        return sum;
    }

    private static long fileOctets(Session session) throws SQLException {
        return (number(session, "PRAGMA page_count") - number(session, "PRAGMA freelist_count"))
                * SqliteSessions.PAGE_OCTETS;
    }

    private static long number(Session session, String sql, Object... parameters) throws SQLException {
        try (ResultSet row = session.prepare(sql, parameters).executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
