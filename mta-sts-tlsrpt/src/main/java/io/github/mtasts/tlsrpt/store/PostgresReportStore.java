package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.sql.PostgresAccess;
import io.github.mtasts.sql.PostgresDatabase;
import io.github.mtasts.tlsrpt.store.internal.PlanTimes;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens a {@link ReportStore} in a PostgreSQL database that several nodes share: all nodes count into one day, and one
 * of them sends each report. The server's clock decides when work is due. If the server is down when the store is
 * opened, counts stay in memory until it is reachable. Requires {@code org.postgresql:postgresql} and {@code
 * com.zaxxer:HikariCP} at run time.
 */
public final class PostgresReportStore {
    private PostgresReportStore() {}

    /**
     * Creates a builder for a store with its own connection pool.
     *
     * @param jdbcUrl such as {@code jdbc:postgresql://db.example.com/mail}
     * @return a builder with the default settings
     */
    public static Builder builder(String jdbcUrl) {
        return new Builder(jdbcUrl, null);
    }

    /**
     * Creates a builder for a store that uses an existing connection pool. The time limits are those of the pool. Work whose
     * connection was ended by the server is done once more, on the next connection that the pool gives.
     *
     * @param connections the pool; the caller closes it
     * @return a builder with the default settings
     */
    public static Builder over(DataSource connections) {
        return new Builder("", connections);
    }

    /** Settings of a PostgreSQL report store. Not thread-safe. */
    public static final class Builder {
        private final @Nullable DataSource connections;
        private PostgresAccess access;
        private @Nullable Clock clock;
        private PlanTimes times = PlanTimes.DEFAULT;

        private Builder(String url, @Nullable DataSource connections) {
            this.access = PostgresAccess.to(url);
            this.connections = connections;
        }

        /**
         * Sets the database user.
         *
         * @param name the user
         * @param secret the password; it appears in no message
         * @return this builder
         */
        public Builder credentials(String name, String secret) {
            this.access = access.credentials(name, secret);
            return this;
        }

        /**
         * Sets the size of the store's own connection pool.
         *
         * @param connectionsAtMost the largest number of connections; default four
         * @return this builder
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder maxConnections(int connectionsAtMost) {
            this.access = access.maxConnections(connectionsAtMost);
            return this;
        }

        /**
         * Sets how long a call may wait for a connection, and for each answer of the server.
         *
         * @param limit at least one second, at most one hour; default two seconds
         * @return this builder
         * @throws IllegalArgumentException if the limit is shorter than a second or longer than an hour
         */
        public Builder timeout(Duration limit) {
            this.access = access.timeout(limit);
            return this;
        }

        /**
         * Replaces the server's clock, for tests that advance time.
         *
         * @param wallClock the clock; default the server's
         * @return this builder
         */
        public Builder clock(Clock wallClock) {
            this.clock = wallClock;
            return this;
        }

        /**
         * Sets when counting into a day ends, and when its reports are sent (RFC 8460 section 4.1). The values must be
         * the same on every node.
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
         * Opens the store. Does not wait for the server.
         *
         * @return the store
         */
        public ReportStore open() {
            PostgresDatabase database = connections != null
                    ? PostgresDatabase.over(ReportSchema.SCHEMA, connections, clock)
                    : PostgresDatabase.connect(ReportSchema.SCHEMA, access, clock);
            return new ReportTables(database, times);
        }
    }
}
