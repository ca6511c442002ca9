package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.sql.SqliteDatabase;
import io.github.mtasts.sql.SqliteStorage;
import io.github.mtasts.sqlite.SqliteFile;
import io.github.mtasts.tlsrpt.store.internal.PlanTimes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Opens a {@link ReportStore} in a single SQLite file, for a sender that runs on one node. Writes are committed in
 * write-ahead mode with synchronous=FULL. Only one process may open the file. A damaged file is moved aside and never
 * overwritten. Requires {@code org.xerial:sqlite-jdbc} at run time.
 */
public final class SqliteReportStore {
    private SqliteReportStore() {}

    /**
     * Opens a file with the default settings, and creates it if it does not exist.
     *
     * @param file the path of the file; missing directories are created
     * @return the store
     * @throws StoreException if the file cannot be opened; the message names the cause
     */
    public static ReportStore open(Path file) {
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

    /** Settings of a SQLite report store. Not thread-safe. */
    public static final class Builder {
        private final Path path;
        private final @Nullable SqliteFile file;
        private long budgetOctets;
        private @Nullable Clock clock;
        private PlanTimes times = PlanTimes.DEFAULT;

        private Builder(Path path) {
            this.path = path;
            this.file = null;
            this.budgetOctets = 4L << 30;
        }

        private Builder(SqliteFile file) {
            SqliteStorage storage = (SqliteStorage) file;
            this.path = storage.file();
            this.file = file;
            this.budgetOctets = storage.budgetOctets() / 5 * 4;
        }

        /**
         * Sets the largest size of the file, or of this store's tables in a shared file. While it is reached, counts stay
         * in memory, within their limits.
         *
         * @param octets the size in octets, at least 262,144; default four gibibytes, or four fifths of the
         *     budget of a shared file
         * @return this builder
         * @throws IllegalArgumentException if the size is too small for the schema
         */
        public Builder budgetOctets(long octets) {
            if (octets < 262_144) {
                throw new IllegalArgumentException("budgetOctets is " + octets + ": it must be at least 262144");
            }
            this.budgetOctets = octets;
            return this;
        }

        /**
         * Sets the clock that decides when work is due.
         *
         * @param wallClock the clock; default the system's, or that of the shared file
         * @return this builder
         */
        public Builder clock(Clock wallClock) {
            this.clock = wallClock;
            return this;
        }

        /**
         * Sets when counting into a day ends, and when its reports are sent (RFC 8460 section 4.1).
         *
         * @param counted how long after midnight UTC sessions of the day before are still counted; default ten minutes
         * @param spread how long after midnight UTC the last report is sent for the first time; default four hours
         * @return this builder
         * @throws IllegalArgumentException unless {@code spread} ends more than a minute after {@code counted}
         */
        public Builder times(Duration counted, Duration spread) {
            this.times = new PlanTimes(counted, spread);
            return this;
        }

        /**
         * Opens the file.
         *
         * @return the store
         * @throws StoreException if the file is open in another process, was written by a newer version of the library, or
         *     cannot be opened; the message names the cause
         */
        public ReportStore open() {
            return new ReportTables(database(), times);
        }

        private SqliteDatabase database() {
            if (file == null) {
                return SqliteDatabase.open(
                        ReportSchema.SCHEMA, path, budgetOctets, clock == null ? Clock.systemUTC() : clock);
            }
            return SqliteDatabase.in(file, ReportSchema.SCHEMA, budgetOctets, clock);
        }
    }
}
