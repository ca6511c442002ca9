package io.github.mtasts.sqlite;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.sql.SqliteStorage;
import java.nio.file.Path;
import java.time.Clock;

/**
 * An open SQLite file for several stores: {@code SqlitePolicyStore.in(file)} and {@code SqliteReportStore.in(file)}. The file
 * has one lock, and one budget of which each store has a share. Close the stores first, then the file. Thread-safe. Only this library implements it.
 *
 * <p>The stores take turns at writing. Reading does not wait for a write. When the file is damaged, it is moved aside, and
 * all its stores start empty. Requires {@code org.xerial:sqlite-jdbc} at run time.
 */
public interface SqliteFile extends AutoCloseable {
    /**
     * Opens a file with the default settings, and creates it if it does not exist.
     *
     * @param file the path of the file; missing directories are created
     * @return the open file
     * @throws StoreException if the file is open in another process, or cannot be opened; the message names the cause
     * @throws IllegalStateException if {@code org.xerial:sqlite-jdbc} is missing
     */
    static SqliteFile open(Path file) {
        return builder(file).open();
    }

    /**
     * Creates a builder.
     *
     * @param file the path of the file; missing directories are created
     * @return a builder with the default settings
     */
    static Builder builder(Path file) {
        return new Builder(file);
    }

    /**
     * Copies the content to another file while this one is in use. The copy has every write that was acknowledged before the
     * call. An existing file is replaced when the copy is complete and on disk. Blocks on I/O; delivery and writes go on.
     *
     * @param copy the path of the copy; missing directories are created
     * @throws StoreException if the copy cannot be written, or the file cannot be read
     * @throws IllegalArgumentException if the path leads to this file, by whatever links, or to its journals or its lock
     */
    void backupTo(Path copy);

    /** Closes the file. Its stores then fail. */
    @Override
    void close();

    /** Settings of a SQLite file. Not thread-safe. */
    final class Builder {
        private final Path file;
        private long budgetOctets = 5L << 30;
        private Clock clock = Clock.systemUTC();

        private Builder(Path file) {
            this.file = file;
        }

        /**
         * Sets the largest size of the file. Each store has a share of it.
         *
         * @param octets the size in octets, at least 262,144; default five gibibytes
         * @return this builder
         * @throws IllegalArgumentException if the size is too small for the schemas
         */
        public Builder budgetOctets(long octets) {
            if (octets < 262_144) {
                throw new IllegalArgumentException("budgetOctets is " + octets + ": it must be at least 262144");
            }
            this.budgetOctets = octets;
            return this;
        }

        /**
         * Sets the clock of the stores in the file.
         *
         * @param wallClock the clock; default the system's
         * @return this builder
         */
        public Builder clock(Clock wallClock) {
            this.clock = wallClock;
            return this;
        }

        /**
         * Opens the file, and creates it if it does not exist.
         *
         * @return the open file
         * @throws StoreException if the file is open in another process, or cannot be opened; the message names the cause
         * @throws IllegalStateException if {@code org.xerial:sqlite-jdbc} is missing
         */
        public SqliteFile open() {
            return SqliteStorage.open("SQLite file", file, budgetOctets, clock);
        }
    }
}
