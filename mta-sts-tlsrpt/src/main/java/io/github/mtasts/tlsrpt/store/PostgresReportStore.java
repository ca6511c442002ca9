package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.cache.internal.sql.PostgresAccess;
import io.github.mtasts.cache.internal.sql.PostgresDatabase;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reports in a PostgreSQL database that several nodes share: all of them count into one day, and each report is sent by one
 * of them. The server's clock tells what is due. A server that is down when this is built is no error: counts wait in
 * memory. Needs {@code org.postgresql:postgresql} and {@code com.zaxxer:HikariCP} at run time.
 */
public final class PostgresReportStore {
    private final @Nullable DataSource connections;
    private PostgresAccess access;
    private @Nullable Clock clock;
    private PlanTimes times = PlanTimes.DEFAULT;

    private PostgresReportStore(String url, @Nullable DataSource connections) {
        this.access = PostgresAccess.to(url);
        this.connections = connections;
    }

    /**
     * Starts choosing, with a pool of connections of the store's own.
     *
     * @param jdbcUrl such as {@code jdbc:postgresql://db.example.com/mail}
     * @return a builder, not thread-safe
     */
    public static PostgresReportStore builder(String jdbcUrl) {
        return new PostgresReportStore(jdbcUrl, null);
    }

    /**
     * Starts choosing, over a pool that the mail server has already. Its time limits are the pool's. Work whose connection
     * turns out to have been ended by the server is done once more, on what the pool gives then.
     *
     * @param connections stays the caller's to close
     * @return a builder, not thread-safe
     */
    public static PostgresReportStore over(DataSource connections) {
        return new PostgresReportStore("", connections);
    }

    /**
     * Who connects.
     *
     * @param name the user
     * @param secret the password; appears in no message
     * @return this builder
     */
    public PostgresReportStore credentials(String name, String secret) {
        this.access = access.credentials(name, secret);
        return this;
    }

    /**
     * How many connections the store keeps at most.
     *
     * @param connectionsAtMost four unless set
     * @return this builder
     * @throws IllegalArgumentException when it is not positive
     */
    public PostgresReportStore maxConnections(int connectionsAtMost) {
        this.access = access.maxConnections(connectionsAtMost);
        return this;
    }

    /**
     * How long a call may wait for the server: for a connection, and for each answer.
     *
     * @param limit two seconds unless set; at least one
     * @return this builder
     * @throws IllegalArgumentException when it is shorter than a second
     */
    public PostgresReportStore timeout(Duration limit) {
        this.access = access.timeout(limit);
        return this;
    }

    /**
     * A clock in place of the server's, for tests that let time pass.
     *
     * @param wallClock the server's unless set
     * @return this builder
     */
    public PostgresReportStore clock(Clock wallClock) {
        this.clock = wallClock;
        return this;
    }

    /**
     * When counting ends, and when reports are sent.
     *
     * @param planTimes {@link PlanTimes#DEFAULT} unless set; the same on every node
     * @return this builder
     */
    public PostgresReportStore times(PlanTimes planTimes) {
        this.times = planTimes;
        return this;
    }

    /**
     * Builds. Does not wait for the server.
     *
     * @return the store
     */
    public ReportStore build() {
        PostgresDatabase database = connections != null
                ? PostgresDatabase.over(ReportSchema.SCHEMA, connections, clock)
                : PostgresDatabase.connect(ReportSchema.SCHEMA, access, clock);
        return new ReportTables(database, times);
    }
}
