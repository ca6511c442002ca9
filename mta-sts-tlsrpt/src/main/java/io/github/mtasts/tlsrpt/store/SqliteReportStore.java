package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.sql.SqliteDatabase;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Reports in one file, by SQLite: for a sender of its own. What was added is committed in write-ahead mode with
 * synchronous=FULL. One process may have the file open; a damaged file is moved aside, never overwritten. Needs
 * {@code org.xerial:sqlite-jdbc} at run time.
 */
public final class SqliteReportStore {
    private final Path file;
    private long budgetOctets = 4L << 30;
    private Clock clock = Clock.systemUTC();
    private PlanTimes times = PlanTimes.DEFAULT;

    private SqliteReportStore(Path file) {
        this.file = file;
    }

    /**
     * Opens a file, or makes it.
     *
     * @param file its path; directories that are missing are made
     * @return the store
     * @throws StoreException saying what is wrong, when it cannot be opened
     */
    public static ReportStore open(Path file) {
        return builder(file).open();
    }

    /**
     * Starts choosing.
     *
     * @param file the path of the file; directories that are missing are made
     * @return a builder, not thread-safe
     */
    public static SqliteReportStore builder(Path file) {
        return new SqliteReportStore(file);
    }

    /**
     * How large the file may grow. When it is full, counts stay in memory, within their caps, until there is room.
     *
     * @param octets four gibibytes unless set; at least 131,072
     * @return this builder
     * @throws IllegalArgumentException when it is too small to hold the schema
     */
    public SqliteReportStore budgetOctets(long octets) {
        if (octets < 131_072) {
            throw new IllegalArgumentException("budgetOctets is " + octets + ": it must be at least 131072");
        }
        this.budgetOctets = octets;
        return this;
    }

    /**
     * The clock that tells what is due.
     *
     * @param wallClock the system's unless set
     * @return this builder
     */
    public SqliteReportStore clock(Clock wallClock) {
        this.clock = wallClock;
        return this;
    }

    /**
     * When counting ends, and when reports are sent.
     *
     * @param planTimes {@link PlanTimes#DEFAULT} unless set
     * @return this builder
     */
    public SqliteReportStore times(PlanTimes planTimes) {
        this.times = planTimes;
        return this;
    }

    /**
     * Opens the file.
     *
     * @return the store
     * @throws StoreException saying what is wrong, when the file is open in another process, was written by a newer
     *     version of the library, or cannot be opened
     */
    public ReportStore open() {
        return new ReportTables(SqliteDatabase.open(ReportSchema.SCHEMA, file, budgetOctets, clock), times);
    }
}
