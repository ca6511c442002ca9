package io.github.mtasts.cache.store;

import io.github.mtasts.cache.store.internal.BudgetedTable;
import io.github.mtasts.cache.store.internal.PolicyTable;
import io.github.mtasts.sql.PostgresAccess;
import io.github.mtasts.sql.PostgresDatabase;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens a {@link PolicyStore} in a PostgreSQL database that several nodes share. Rows are committed when
 * {@link PolicyStore#write} returns: they are as durable as the server's {@code synchronous_commit} and {@code fsync} make
 * them. The server's clock decides which fetch is newer and when a lease ends. The library creates and migrates its tables,
 * also when several nodes start at once; the user needs the privilege to create them once.
 *
 * <p>The server may be down when the store is opened: calls fail until it is reachable, and work from then on. When a
 * connection is lost, a call is repeated once on a new one. A claim or a removal whose connection is lost during the commit is
 * not repeated; its exception says that the change may or may not have been made.
 *
 * <p>Requires {@code org.postgresql:postgresql} and {@code com.zaxxer:HikariCP} at run time; an application on the module path
 * also adds the module {@code com.zaxxer.hikari}. A store over an existing pool requires neither.
 */
public final class PostgresPolicyStore {
    private PostgresPolicyStore() {}

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
     * Creates a builder for a store that uses an existing connection pool. User, time limits and number of connections are
     * those of the pool. Work whose connection was ended by the server is repeated once, on the next connection that the pool
     * gives.
     *
     * @param connections the pool; the caller closes it
     * @return a builder with the default settings
     */
    public static Builder over(DataSource connections) {
        return new Builder("", connections);
    }

    /** Settings of a PostgreSQL policy store. Not thread-safe. */
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
         * Sets the largest size of the policies in the database, with their indexes. Above it, policies replace older ones of
         * the same domain, and expired or long unused ones. The size is measured once a minute.
         *
         * @param octets the size in octets; default unlimited
         * @return this builder
         */
        public Builder budgetOctets(long octets) {
            this.budgetOctets = octets;
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
         * Opens the store. Does not wait for the server.
         *
         * @return the store
         * @throws IllegalArgumentException if no JDBC driver accepts the URL
         * @throws IllegalStateException if {@code org.postgresql:postgresql} or {@code com.zaxxer:HikariCP} is missing
         */
        public PolicyStore open() {
            PostgresDatabase database = connections != null
                    ? PostgresDatabase.over(PolicyTable.SCHEMA, connections, clock)
                    : PostgresDatabase.connect(PolicyTable.SCHEMA, access, clock);
            return new BudgetedTable(new PolicyTable(database), database::size, budgetOctets);
        }
    }
}
