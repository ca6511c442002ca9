package io.github.mtasts.cache.store;

import io.github.mtasts.cache.internal.PolicyTable;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.sql.SqliteDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Policies in one file, by SQLite. What was written when {@link #write} returns was committed in write-ahead mode with
 * synchronous=FULL: it survives {@code kill -9}, and a loss of power as far as the disk keeps its word. Opening reads no
 * policies. Look-ups do not wait for a write to reach the disk. Thread-safe.
 *
 * <p>One process may have the file open, which a lock on the file {@code <name>.lock} beside it sees to; several senders
 * share a PostgreSQL or a Redis instead. A damaged file is moved aside, to {@code <name>.corrupt-<time>}, and never
 * overwritten; the store then starts anew, empty.
 */
public final class SqlitePolicyStore implements PolicyStore {
    private final PolicyStore table;

    private SqlitePolicyStore(PolicyStore table) {
        this.table = table;
    }

    /**
     * Opens a file, or makes it, with the default budget and the system's clock.
     *
     * @param file the path of the file; directories that are missing are made
     * @return the store
     * @throws StoreException saying what is wrong, when the file is open in another process, was written by a newer
     *     version of the library, or cannot be opened
     */
    public static SqlitePolicyStore open(Path file) {
        return builder(file).open();
    }

    /**
     * Starts choosing.
     *
     * @param file the path of the file; directories that are missing are made
     * @return a builder
     */
    public static Builder builder(Path file) {
        return new Builder(file);
    }

    @Override
    public @Nullable StoredPolicy read(PolicyDomain domain) {
        return table.read(domain);
    }

    @Override
    public void write(List<StoredPolicy> rows) {
        table.write(rows);
    }

    @Override
    public Changes changes(@Nullable String mark, int limit) {
        return table.changes(mark, limit);
    }

    @Override
    public List<StoredPolicy> list(@Nullable PolicyDomain after, int limit) {
        return table.list(after, limit);
    }

    @Override
    public boolean remove(PolicyDomain domain) {
        return table.remove(domain);
    }

    @Override
    public void used(Collection<PolicyDomain> domains) {
        table.used(domains);
    }

    @Override
    public List<PolicyDomain> claimDue(int limit, Duration lease, Duration usedWithin) {
        return table.claimDue(limit, lease, usedWithin);
    }

    @Override
    public void retryIn(PolicyDomain domain, Duration delay) {
        table.retryIn(domain, delay);
    }

    @Override
    public int deleteExpired(Duration keptFor) {
        return table.deleteExpired(keptFor);
    }

    @Override
    public boolean isShared() {
        return table.isShared();
    }

    @Override
    public void close() {
        table.close();
    }

    /** Chooses how a file is opened. Not thread-safe. */
    public static final class Builder {
        private final Path file;
        private long budgetOctets = 1L << 30;
        private Clock clock = Clock.systemUTC();

        private Builder(Path file) {
            this.file = file;
        }

        /**
         * How large the file may grow. When it is full, policies take the place of older ones of the same domain, and new
         * domains are refused.
         *
         * @param octets one gibibyte unless set; at least 65,536
         * @return this builder
         * @throws IllegalArgumentException when it is too small to hold the schema
         */
        public Builder budgetOctets(long octets) {
            if (octets < 65_536) {
                throw new IllegalArgumentException("budgetOctets is " + octets + ": it must be at least 65536");
            }
            this.budgetOctets = octets;
            return this;
        }

        /**
         * The clock that ages policies.
         *
         * @param wallClock the system's unless set
         * @return this builder
         */
        public Builder clock(Clock wallClock) {
            this.clock = wallClock;
            return this;
        }

        /**
         * Opens the file.
         *
         * @return the store
         * @throws StoreException saying what is wrong, when the file is open in another process, was written by a newer
         *     version of the library, or cannot be opened
         */
        public SqlitePolicyStore open() {
            return new SqlitePolicyStore(
                    new PolicyTable(SqliteDatabase.open(PolicyTable.SCHEMA, file, budgetOctets, clock)));
        }
    }
}
