package io.github.mtasts.cache.store;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/** Settings of a {@link RedisPolicyStore}. Not thread-safe. */
public final class RedisPolicyStoreBuilder {
    private static final int DEFAULT_PORT = 6379;

    private String host = "localhost";
    private int port = DEFAULT_PORT;
    private boolean tls;
    private @Nullable String user;
    private @Nullable String password;
    private int database;
    private String keyPrefix = "{mta-sts}:";
    private Duration timeout = Duration.ofSeconds(2);
    private int maxConnections = 8;
    private @Nullable Clock clock;

    RedisPolicyStoreBuilder() {}

    /**
     * Where the server is; {@code localhost} and 6379 unless set.
     *
     * @param name its host name or IP address
     * @param number its TCP port, 1 to 65535
     * @return this builder
     * @throws IllegalArgumentException when the port is none
     */
    public RedisPolicyStoreBuilder address(String name, int number) {
        if (number < 1 || number > 65_535) {
            throw new IllegalArgumentException("the port is " + number + ": it must be from 1 to 65535");
        }
        this.host = name;
        this.port = number;
        return this;
    }

    /**
     * Where the server is and how to log in, as {@code redis://user:password@host:port/database}; with
     * {@code rediss} in front, over TLS, where the server's certificate must be valid and name the host. All but the host
     * may be left out.
     *
     * @param uri what is not a letter, digit or one of {@code -._~} in user or password is written as {@code %} and two
     *     hexadecimal digits
     * @return this builder
     * @throws IllegalArgumentException when it has another form; the message does not tell the password
     */
    public RedisPolicyStoreBuilder uri(URI uri) {
        String scheme = uri.getScheme();
        String name = uri.getHost();
        if (name == null || !("redis".equals(scheme) || "rediss".equals(scheme))) {
            throw new IllegalArgumentException(
                    "the address of a Redis begins with redis:// or rediss:// and a host; this one has scheme " + scheme
                            + " and host " + name);
        }
        address(name.replace("[", "").replace("]", ""), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
        tls = scheme.equals("rediss");
        logIn(uri.getRawUserInfo());
        database = database(uri.getPath());
        return this;
    }

    private void logIn(@Nullable String userInfo) {
        user = null;
        password = null;
        if (userInfo != null) {
            int colon = userInfo.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("the address of a Redis names a user without :password");
            }
            user = colon == 0 ? null : decoded(userInfo.substring(0, colon));
            password = decoded(userInfo.substring(colon + 1));
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static int database(@Nullable String path) {
        if (path == null || path.isEmpty() || path.equals("/")) {
            return 0;
        }
        if (!path.matches("/[0-9]{1,5}")) {
            throw new IllegalArgumentException("the path of a Redis address is the number of a database, not " + path);
        }
        return Integer.parseInt(path.substring(1));
    }

    /**
     * What every key begins with; <code>{mta-sts}:</code> unless set. In a cluster the part in braces, the hash tag, keeps
     * all keys in one slot.
     *
     * @param prefix another one for each store in the same database
     * @return this builder
     */
    public RedisPolicyStoreBuilder keyPrefix(String prefix) {
        this.keyPrefix = prefix;
        return this;
    }

    /**
     * How long to wait for a connection, and for each reply; two seconds unless set.
     *
     * @param wait from 1 ms to one hour
     * @return this builder
     * @throws IllegalArgumentException when it is outside these bounds
     */
    public RedisPolicyStoreBuilder timeout(Duration wait) {
        if (wait.toMillis() < 1 || wait.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("the timeout is " + wait + ": it must be from 1 ms to one hour");
        }
        this.timeout = wait;
        return this;
    }

    /**
     * How many connections there are at most; 8 unless set. Further threads wait.
     *
     * @param count at least 1
     * @return this builder
     * @throws IllegalArgumentException when it is less than 1
     */
    public RedisPolicyStoreBuilder maxConnections(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("maxConnections is " + count + ": it must be at least 1");
        }
        this.maxConnections = count;
        return this;
    }

    /**
     * A clock in place of the server's, for tests. Redis itself goes on deleting by its own.
     *
     * @param now tells wall-clock time
     * @return this builder
     */
    public RedisPolicyStoreBuilder clock(Clock now) {
        this.clock = now;
        return this;
    }

    /**
     * Makes the store. The server need not be there: connections are made when they are needed.
     *
     * @return a store; to be closed
     */
    public RedisPolicyStore build() {
        RedisClient client = RedisClient.builder()
                .hostAndPort(host, port)
                .clientConfig(clientConfig())
                .poolConfig(poolConfig())
                .build();
        List<byte[]> keys = Stream.of("schema", "last", "changed", "due", "idle", "names")
                .map(key -> RedisLink.octets(keyPrefix + key))
                .toList();
        RedisFaults faults = new RedisFaults(host + ":" + port);
        return new RedisPolicyStore(new RedisLink(client, faults, keys), keyPrefix + "p:", clock);
    }

    private DefaultJedisClientConfig clientConfig() {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .timeoutMillis((int) timeout.toMillis())
                .database(database)
                .resp2();
        if (user != null) {
            config.user(user);
        }
        if (password != null) {
            config.password(password);
        }
        if (tls) {
            config.sslOptions(SslOptions.builder()
                    .sslVerifyMode(SslVerifyMode.FULL) // chain and host name
                    .build());
        }
        return config.build();
    }

    private ConnectionPoolConfig poolConfig() {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(maxConnections);
        pool.setMaxIdle(maxConnections);
        pool.setMaxWait(timeout);
        pool.setJmxEnabled(false);
        return pool;
    }
}
