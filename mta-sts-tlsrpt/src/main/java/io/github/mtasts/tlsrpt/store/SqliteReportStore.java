package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.sql.SqliteDatabase;
import io.github.mtasts.tlsrpt.store.internal.PlanTimes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

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

    /** Settings of a SQLite report store. Not thread-safe. */
    public static final class Builder {
        private final Path file;
        private long budgetOctets = 4L << 30;
        private Clock clock = Clock.systemUTC();
        private PlanTimes times = PlanTimes.DEFAULT;

        private Builder(Path file) {
            this.file = file;
        }

        /**
         * Sets the largest size of the file. While the file is full, counts stay in memory, within their limits.
         *
         * @param octets the size in octets, at least 131,072; default four gibibytes
         * @return this builder
         * @throws IllegalArgumentException if the size is too small for the schema
         */
        public Builder budgetOctets(long octets) {
            if (octets < 131_072) {
                throw new IllegalArgumentException("budgetOctets is " + octets + ": it must be at least 131072");
            }
            this.budgetOctets = octets;
            return this;
        }

        /**
         * Sets the clock that decides when work is due.
         *
         * @param wallClock the clock; default the system's
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
            return new ReportTables(SqliteDatabase.open(ReportSchema.SCHEMA, file, budgetOctets, clock), times);
        }
    }
}
