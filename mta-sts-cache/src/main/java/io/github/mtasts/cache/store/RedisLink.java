package io.github.mtasts.cache.store;

import io.github.mtasts.failure.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** Runs scripts on a server, which it connects to when there is something to run. Thread-safe. */
final class RedisLink {
    private final RedisClient client;
    private final RedisFaults faults;
    private final List<byte[]> keys;
    private volatile boolean closed;

    /** @param keys what every script is given */
    RedisLink(RedisClient client, RedisFaults faults, List<byte[]> keys) {
        this.client = client;
        this.faults = faults;
        this.keys = keys;
    }

    @Nullable
    Object run(Script script, List<byte[]> arguments) {
        return translated(() -> {
            try {
                return client.evalsha(script.sha1(), keys, arguments);
            } catch (JedisNoScriptException e) { // the server is new, or has been started anew
                return client.eval(script.text(), keys, arguments);
            }
        });
    }

    /**
     * Sends all requests before it waits for the first reply.
     *
     * @param calls the arguments of each call
     * @throws StoreException that tells how many were refused, if that was for want of memory, once all were answered
     */
    void runAll(Script script, List<List<byte[]>> calls) {
        translated(() -> {
            List<JedisDataException> refused = pipelined(script, calls);
            if (!refused.isEmpty() && refused.stream().allMatch(JedisNoScriptException.class::isInstance)) {
                client.scriptLoad(script.text(), keys.get(0));
                refused = pipelined(script, calls);
            }
            report(refused);
            return null;
        });
    }

    private List<JedisDataException> pipelined(Script script, List<List<byte[]>> calls) {
        byte[] sha1 = script.sha1();
        List<Response<Object>> replies = new ArrayList<>(calls.size());
        try (AbstractPipeline pipeline = client.pipelined()) {
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
        List<JedisDataException> forWantOfMemory =
                refused.stream().filter(RedisFaults::isOutOfMemory).toList();
        if (!forWantOfMemory.isEmpty()) {
            throw faults.full(forWantOfMemory.size(), forWantOfMemory.get(0));
        }
        if (!refused.isEmpty()) {
            throw refused.get(0);
        }
    }

    void close() {
        closed = true;
        client.close();
    }

    private <T extends @Nullable Object> T translated(Supplier<T> work) {
        if (closed) {
            throw faults.closed(null);
        }
        try {
            return work.get();
        } catch (JedisException e) {
            if (closed) {
                throw faults.closed(e);
            }
            if (e instanceof JedisConnectionException) {
                client.getPool().clear(); // the other idle connections are most likely as dead as this one
            }
            throw faults.of(e);
        }
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
