package io.github.mtasts.cache.store.internal;

import io.github.mtasts.failure.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandObjects;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** Runs scripts on a Redis server. Connects when it runs one. Thread-safe. */
final class RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    private final CommandObjects commands = new CommandObjects(RedisProtocol.RESP2);
    private final RedisClient client;
    private final RedisFaults faults;
    private final List<byte[]> keys;
    private volatile boolean closed;

    private RedisLink(RedisClient client, RedisFaults faults, List<byte[]> keys) {
        this.client = client;
        this.faults = faults;
        this.keys = keys;
    }

    static RedisLink to(RedisAccess access) {
        RedisAddress address = access.address();
        RedisClient client = RedisClient.builder()
                .hostAndPort(address.host(), address.port())
                .clientConfig(clientConfig(address, (int) access.timeout().toMillis()))
                .poolConfig(poolConfig(access))
                .build();
        List<byte[]> keys = Stream.of("schema", "last", "changed", "due", "idle", "names")
                .map(key -> octets(access.keyPrefix() + key))
                .toList();
        return new RedisLink(client, new RedisFaults(access.toString()), keys);
    }

    private static JedisClientConfig clientConfig(RedisAddress address, int timeoutMillis) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .timeoutMillis(timeoutMillis)
                .database(address.database())
                .resp2();
        if (address.user() != null) {
            config.user(address.user());
        }
        if (address.password() != null) {
            config.password(address.password());
        }
        if (address.isTls()) {
            config.sslOptions(SslOptions.builder()
                    .sslVerifyMode(SslVerifyMode.FULL) // chain and host name
                    .build());
        }
        return config.build();
    }

    private static ConnectionPoolConfig poolConfig(RedisAccess access) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(access.maxConnections());
        pool.setMaxIdle(access.maxConnections());
        pool.setMaxWait(access.timeout());
        pool.setJmxEnabled(false);
        return pool;
    }

    @Nullable
    Object run(RedisScript script, List<byte[]> arguments) {
        return translated(script, connection -> {
            try {
                return connection.executeCommand(commands.evalsha(script.sha1(), keys, arguments));
            } catch (JedisNoScriptException e) { // the server was restarted, or a replica took over
                return connection.executeCommand(commands.eval(script.text(), keys, arguments));
            }
        });
    }

    /**
     * Sends all requests before it waits for the first reply.
     *
     * @param calls the arguments of each call
     * @throws StoreException of kind FULL, with the number of refused calls, after all were answered
     */
    void runAll(RedisScript script, List<List<byte[]>> calls) {
        translated(script, connection -> {
            List<JedisDataException> refused = pipelined(connection, script, calls);
            if (!refused.isEmpty() && refused.stream().allMatch(JedisNoScriptException.class::isInstance)) {
                connection.executeCommand(commands.scriptLoad(script.text(), keys.get(0)));
                refused = pipelined(connection, script, calls);
            }
            report(refused);
            return null;
        });
    }

    private List<JedisDataException> pipelined(Connection connection, RedisScript script, List<List<byte[]>> calls) {
        byte[] sha1 = script.sha1();
        List<Response<Object>> replies = new ArrayList<>(calls.size());
        try (Pipeline pipeline = new Pipeline(connection, false)) {
            calls.forEach(arguments -> replies.add(pipeline.evalsha(sha1, keys, arguments)));
            pipeline.sync();
        }
        List<JedisDataException> refused = new ArrayList<>();
        for (Response<Object> reply : replies) {
            try {
                reply.get();
            } catch (JedisDataException e) {
                refused.add(e);
            }
        }
        return refused;
    }

    private void report(List<JedisDataException> refused) {
        List<JedisDataException> outOfMemory =
                refused.stream().filter(RedisFaults::isOutOfMemory).toList();
        if (!outOfMemory.isEmpty()) {
            throw faults.full(outOfMemory.size(), outOfMemory.get(0));
        }
        if (!refused.isEmpty()) {
            throw refused.get(0);
        }
    }

    void close() {
        closed = true;
        client.close();
    }

    private <T extends @Nullable Object> T translated(RedisScript script, Function<Connection, T> work) {
        if (closed) {
            throw faults.closed(null);
        }
        try {
            return connected(script, work);
        } catch (JedisException e) {
            if (closed) {
                throw faults.closed(e);
            }
            if (e instanceof JedisConnectionException) {
                client.getPool().clear(); // the other idle connections are probably dead, too
            }
            throw faults.of(e);
        }
    }

    /**
     * Runs work on a pooled connection. The server may have closed an idle connection, for example by a restart: a script that
     * may run twice is then retried on a new connection, and any other script starts only after a PING succeeded.
     */
    private <T extends @Nullable Object> T connected(RedisScript script, Function<Connection, T> work) {
        Connection connection = client.getPool().getResource();
        boolean mayRepeat = true;
        try {
            if (!script.mayRunTwice()) {
                connection.ping();
                mayRepeat = false;
            }
            return work.apply(connection);
        } catch (JedisConnectionException e) {
            if (!mayRepeat) {
                throw e;
            }
            LOG.info("{} lost a connection ({}); retrying on a new one", faults, e.getMessage());
        } finally {
            connection.close();
        }
        client.getPool().clear(); // the other idle connections are probably dead, too
        try (Connection fresh = client.getPool().getResource()) {
            return work.apply(fresh);
        }
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
