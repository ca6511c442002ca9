package io.github.mtasts.cache.store;

import io.github.mtasts.cache.store.internal.PolicyTable;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.sql.SqliteDatabase;
import io.github.mtasts.sql.SqliteStorage;
import io.github.mtasts.sqlite.SqliteFile;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Opens a {@link PolicyStore} in a single SQLite file, for a sender that runs on one node. Rows are committed in write-ahead
 * mode with synchronous=FULL when {@link PolicyStore#write} returns: they survive {@code kill -9}, and a power loss as far as
 * the disk honours fsync. Opening reads no policies, and look-ups do not wait for a write to reach the disk.
 *
 * <p>Only one process may open the file: the store locks {@code <name>.lock} beside it. Several senders use PostgreSQL or
 * Redis instead. A damaged file is moved aside to {@code <name>.corrupt-<time>} and never overwritten; the store then starts
 * empty. Requires {@code org.xerial:sqlite-jdbc} at run time.
 */
public final class SqlitePolicyStore {
    private SqlitePolicyStore() {}

    /**
     * Opens a file with the default settings, and creates it if it does not exist.
     *
     * @param file the path of the file; missing directories are created
     * @return the store
     * @throws StoreException if the file is open in another process, was written by a newer version of the library, or cannot
     *     be opened; the message names the cause
     * @throws IllegalStateException if {@code org.xerial:sqlite-jdbc} is missing
     */
    public static PolicyStore open(Path file) {
        return builder(file).open();
    }

    /**
     * Creates a builder.
     *
     * @param file the path of the file; missing directories are created
     * @return a builder with the default settings
     */
    public static Builder builder(Path file) {
        return new Builder(file);
    }

    /**
     * Creates a builder for a store in a file that it shares with others.
     *
     * @param file the open file, which the caller closes
     * @return a builder with the default settings
     */
    public static Builder in(SqliteFile file) {
        return new Builder(file);
    }

    /** Settings of a SQLite policy store. Not thread-safe. */
    public static final class Builder {
        private final Path path;
        private final @Nullable SqliteFile file;
        private long budgetOctets;
        private @Nullable Clock clock;

        private Builder(Path path) {
            this.path = path;
            this.file = null;
            this.budgetOctets = 1L << 30;
        }

        private Builder(SqliteFile file) {
            SqliteStorage storage = (SqliteStorage) file;
            this.path = storage.file();
            this.file = file;
            this.budgetOctets = storage.budgetOctets() / 5;
        }

        /**
         * Sets the largest size of the file, or of this store's tables in a shared file. While it is reached, policies
         * replace older ones of the same domain, and expired or long unused ones.
         *
         * @param octets the size in octets, at least 65,536; default one gibibyte, or a fifth of the budget
         *     of a shared file
         * @return this builder
         * @throws IllegalArgumentException if the size is too small for the schema
         */
        public Builder budgetOctets(long octets) {
            if (octets < 65_536) {
                throw new IllegalArgumentException("budgetOctets is " + octets + ": it must be at least 65536");
            }
            this.budgetOctets = octets;
            return this;
        }

        /**
         * Sets the clock by which policies expire.
         *
         * @param wallClock the clock; default the system's, or that of the shared file
         * @return this builder
         */
        public Builder clock(Clock wallClock) {
            this.clock = wallClock;
            return this;
        }

        /**
         * Opens the file, and creates it if it does not exist.
         *
         * @return the store
         * @throws StoreException if the file is open in another process, was written by a newer version of the library, or
         *     cannot be opened; the message names the cause
         * @throws IllegalStateException if {@code org.xerial:sqlite-jdbc} is missing
         */
        public PolicyStore open() {
            return new PolicyTable(database());
        }

        private SqliteDatabase database() {
            if (file == null) {
                return SqliteDatabase.open(
                        PolicyTable.SCHEMA, path, budgetOctets, clock == null ? Clock.systemUTC() : clock);
            }
            return SqliteDatabase.in(file, PolicyTable.SCHEMA, budgetOctets, clock);
        }
    }
}
