package io.github.mtasts.cache.store;

import io.github.mtasts.cache.internal.PolicyTable;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.sql.PostgresAccess;
import io.github.mtasts.sql.PostgresDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Policies in a PostgreSQL database that several nodes share. What was written when {@link #write} returns was committed:
 * it is as durable as the server's {@code synchronous_commit} and {@code fsync} make it. The server's clock decides which
 * fetch is newer and when a lease ends. The tables are made and kept up to date by the library, also when several nodes
 * start at once; the user needs the right to create them, once. Thread-safe.
 *
 * <p>A server that is down when this is built is no error: each call says so, and works once the server is back. Where a
 * connection is lost, a call is made once more on a new one; only when it was lost while it committed a claim or a removal,
 * the call says that it may or may not have been made.
 */
public final class PostgresPolicyStore implements PolicyStore {
    private final PolicyStore table;

    private PostgresPolicyStore(PolicyStore table) {
        this.table = table;
    }

    /**
     * Starts choosing, with a pool of connections of the store's own.
     *
     * @param jdbcUrl such as {@code jdbc:postgresql://db.example.com/mail}
     * @return a builder
     */
    public static Builder builder(String jdbcUrl) {
        return new Builder(jdbcUrl, null);
    }

    /**
     * A store over a pool that the mail server has already. Its time limits are the pool's. Work whose connection turns out to
     * have been ended by the server is done once more, on what the pool gives then.
     *
     * @param connections stays the caller's to close
     * @return the store
     */
    public static PostgresPolicyStore over(DataSource connections) {
        return new Builder("", connections).build();
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

    /** Chooses how the database is reached. Not thread-safe. */
    public static final class Builder {
        private final @Nullable DataSource connections;
        private PostgresAccess access;
        private long budgetOctets = Long.MAX_VALUE;
        private @Nullable Clock clock;

        private Builder(String url, @Nullable DataSource connections) {
            this.access = PostgresAccess.to(url);
            this.connections = connections;
        }

        /**
         * Who connects.
         *
         * @param name the user
         * @param secret the password; appears in no message
         * @return this builder
         */
        public Builder credentials(String name, String secret) {
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
        public Builder maxConnections(int connectionsAtMost) {
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
        public Builder timeout(Duration limit) {
            this.access = access.timeout(limit);
            return this;
        }

        /**
         * How much room the policies may take in the database, indexes included. Beyond it policies take the place of older
         * ones of the same domain, and new domains are refused.
         *
         * @param octets unbounded unless set
         * @return this builder
         */
        public Builder budgetOctets(long octets) {
            this.budgetOctets = octets;
            return this;
        }

        /**
         * A clock in place of the server's, for tests that let time pass.
         *
         * @param wallClock the server's unless set
         * @return this builder
         */
        public Builder clock(Clock wallClock) {
            this.clock = wallClock;
            return this;
        }

        /**
         * Builds. Does not wait for the server.
         *
         * @return the store
         */
        public PostgresPolicyStore build() {
            PostgresDatabase database = connections != null
                    ? PostgresDatabase.over(PolicyTable.SCHEMA, connections, clock)
                    : PostgresDatabase.connect(PolicyTable.SCHEMA, access, clock);
            return new PostgresPolicyStore(new BudgetedTable(new PolicyTable(database), database::size, budgetOctets));
        }
    }
}
