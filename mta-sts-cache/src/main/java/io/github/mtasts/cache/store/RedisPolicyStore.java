package io.github.mtasts.cache.store;

import io.github.mtasts.cache.store.internal.RedisAccess;
import io.github.mtasts.cache.store.internal.RedisTable;
import io.github.mtasts.sql.OptionalJar;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Opens a {@link PolicyStore} in a Redis server that several nodes share: Redis 6 or newer, or a server with the same
 * protocol, such as Valkey. The server's clock decides. Requires {@code redis.clients:jedis} at run time; an application on the
 * module path also adds the modules {@code redis.clients.jedis} and {@code org.apache.commons.pool2}.
 *
 * <p>Guarantees: every change is atomic; of two fetches the newer one stays, whichever node writes first; a due refresh is
 * given to one node at a time; each node sees what the others wrote. An acknowledged write is in the memory of the server,
 * and with {@code appendonly yes} and {@code appendfsync always} on its disk.
 *
 * <p>Redis does not guarantee more:
 *
 * <ul>
 *   <li>with another {@code appendfsync}, or without an append-only file, the last acknowledged writes are lost when the
 *       server crashes;
 *   <li>replication is asynchronous, so a failover to a replica may lose acknowledged writes;
 *   <li>the {@code maxmemory-policy} must be {@code noeviction}: with another one, unexpired policies are evicted when memory
 *       is full. With {@code noeviction} new policies replace those that were due for a refresh and had been unused for
 *       longer than {@code ProactiveRefresh.Builder.unusedAfter}, and are else refused; existing ones can be refreshed and
 *       removed.
 * </ul>
 *
 * <p>A policy is kept until its max_age has passed, and for at least five minutes; the mark of a removal is kept for 24
 * hours. Redis deletes both by itself, so {@link PolicyStore#deleteExpired} only deletes their names from the indexes, and
 * returns 0.
 */
public final class RedisPolicyStore {
    private static final OptionalJar JAR = new OptionalJar("redis.clients:jedis");

    private RedisPolicyStore() {}

    /**
     * Creates a builder.
     *
     * @return a builder with the default settings, for a server on {@code localhost}
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings of a Redis policy store. Not thread-safe. */
    public static final class Builder {
        private RedisAccess access = RedisAccess.LOCAL;
        private @Nullable Clock clock;

        private Builder() {}

        /**
         * Sets the address of the server; default {@code localhost} and 6379.
         *
         * @param name the host name or IP address
         * @param number the TCP port, from 1 to 65535
         * @return this builder
         * @throws IllegalArgumentException if the port is out of range
         */
        public Builder address(String name, int number) {
            this.access = access.at(name, number);
            return this;
        }

        /**
         * Sets address and credentials, as {@code redis://user:password@host:port/database}. The scheme {@code rediss} selects
         * TLS; the server's certificate must then be valid and name the host. All parts except the host are optional.
         *
         * @param uri in user and password, all characters except letters, digits and {@code -._~} are percent-encoded
         * @return this builder
         * @throws IllegalArgumentException if the URI has another form; the message does not contain the password
         */
        public Builder uri(URI uri) {
            this.access = access.at(uri);
            return this;
        }

        /**
         * Sets the prefix of every key. In a cluster the part in braces, the hash tag, keeps all keys in one slot.
         *
         * @param prefix a different one for each store in the same database; default <code>{mta-sts}:</code>
         * @return this builder
         */
        public Builder keyPrefix(String prefix) {
            this.access = access.keyPrefix(prefix);
            return this;
        }

        /**
         * Sets how long a call may wait for a connection, and for each reply.
         *
         * @param wait from one millisecond to one hour; default two seconds
         * @return this builder
         * @throws IllegalArgumentException if the time is out of range
         */
        public Builder timeout(Duration wait) {
            this.access = access.timeout(wait);
            return this;
        }

        /**
         * Sets the size of the connection pool. Further threads wait.
         *
         * @param count the largest number of connections, at least 1; default 8
         * @return this builder
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder maxConnections(int count) {
            this.access = access.maxConnections(count);
            return this;
        }

        /**
         * Replaces the server's clock, for tests that advance time. Redis still deletes rows by its own clock.
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
         * @throws IllegalStateException if {@code redis.clients:jedis} is missing or too old
         */
        public PolicyStore open() {
            try {
                return RedisTable.open(access, clock);
            } catch (NoClassDefFoundError | NoSuchMethodError e) {
                throw JAR.unusable("The policy store in Redis at " + access, "redis.clients.jedis.Jedis", e);
            }
        }
    }
}
