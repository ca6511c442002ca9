package io.github.mtasts.cache.store.internal;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import io.github.mtasts.text.Causes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Translates errors of a Redis server to exceptions that say what to do. */
final class RedisFaults {
    private final String server;

    /** @param address host and port, without credentials */
    RedisFaults(String address) {
        this.server = "The policy store in Redis at " + address;
    }

    static boolean isOutOfMemory(JedisDataException reply) {
        return message(reply).contains("OOM ");
    }

    StoreException closed(@Nullable Throwable cause) {
        return new StoreException(Kind.CLOSED, server + " was closed.", cause);
    }

    StoreException full(int refused, Throwable cause) {
        return new StoreException(
                Kind.FULL,
                server + " has no memory for " + refused
                        + " policies: raise maxmemory, and keep maxmemory-policy at noeviction.",
                cause);
    }

    StoreException of(JedisException fault) {
        return Causes.of(fault)
                .filter(JedisDataException.class::isInstance)
                .findFirst()
                .map(reply -> refused((JedisDataException) reply))
                .orElseGet(() -> new StoreException(
                        Kind.UNREACHABLE,
                        server + " does not answer (" + message(Causes.innermost(fault))
                                + "): check the server, its address and port, and the timeout.",
                        fault));
    }

    private StoreException refused(JedisDataException reply) {
        String message = message(reply);
        if (isOutOfMemory(reply)) {
            return full(1, reply);
        }
        int space = message.indexOf(' ');
        return switch (space < 0 ? message : message.substring(0, space)) {
            case "NEWERSCHEMA" ->
                new StoreException(
                        Kind.NEWER_SCHEMA,
                        server + " has version" + message.substring(space)
                                + " of the schema, but this library supports version 1: update the library on this node.",
                        reply);
            case "READONLY" -> readOnly("is a read-only replica: use the address of the primary server.", reply);
            case "MISCONF" -> misconfigured(message, reply);
            case "LOADING" -> unreachable("is loading its data: wait until it has finished.", reply);
            case "CLUSTERDOWN" -> unreachable("belongs to a cluster that is down: repair the cluster.", reply);
            case "MASTERDOWN" ->
                unreachable("is a replica without a connection to its primary: repair the replication.", reply);
            case "MOVED", "ASK" ->
                unreachable(
                        "is a cluster node without these keys: use the address of the node that has the slot of the"
                                + " key prefix.",
                        reply);
            case "NOAUTH" -> unreachable("requires a password: set one in the URI.", reply);
            case "WRONGPASS" -> unreachable("rejected the user name or the password: correct them.", reply);
            default -> byText(message, reply);
        };
    }

    /** Translates an error inside a script, where older servers put text before the code. */
    private StoreException byText(String message, JedisDataException reply) {
        if (message.contains("READONLY ")) {
            return readOnly("is a read-only replica: use the address of the primary server.", reply);
        }
        if (message.contains("MISCONF ")) {
            return misconfigured(message, reply);
        }
        return unreachable(
                "rejected a request (" + message + "): check its version and the permissions of the user.", reply);
    }

    private StoreException misconfigured(String message, JedisDataException reply) {
        return message.toLowerCase(Locale.ROOT).contains("no space")
                ? new StoreException(Kind.FULL, server + " cannot save to disk: free space on its disk.", reply)
                : readOnly("refuses writes because it cannot save them to disk: check its log and its disk.", reply);
    }

    private StoreException readOnly(String what, JedisDataException reply) {
        return new StoreException(Kind.READ_ONLY, server + " " + what, reply);
    }

    private StoreException unreachable(String what, JedisDataException reply) {
        return new StoreException(Kind.UNREACHABLE, server + " " + what, reply);
    }

    @Override
    public String toString() {
        return server;
    }

    private static String message(Throwable fault) {
        String message = fault.getMessage();
        return message == null ? fault.getClass().getSimpleName() : message;
    }
}
