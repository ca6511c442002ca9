package io.github.mtasts.cache.store;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Says what a fault of a Redis means, and what to do about it. */
final class RedisFaults {
    private final String server;

    /**
     * @param address host and port, without any secret
     */
    RedisFaults(String address) {
        this.server = "The Redis at " + address;
    }

    static boolean isOutOfMemory(JedisDataException reply) {
        return message(reply).contains("OOM ");
    }

    StoreException closed(@Nullable Throwable cause) {
        return new StoreException(Kind.CLOSED, server + " is no longer used: its policy store was closed.", cause);
    }

    StoreException full(int refused, Throwable cause) {
        return new StoreException(
                Kind.FULL,
                server + " has no memory left for " + refused
                        + " policies; raise its maxmemory, and keep its maxmemory-policy at noeviction.",
                cause);
    }

    StoreException of(JedisException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof JedisDataException reply) {
                return refused(reply);
            }
        }
        return new StoreException(
                Kind.UNREACHABLE,
                server + " does not answer (" + message(innermost(fault))
                        + "); check that it runs, and the address, the port and the timeout.",
                fault);
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
                        server + " holds policies in schema" + message.substring(space)
                                + ", and this version of the library knows schema 1 only; update the library.",
                        reply);
            case "READONLY" -> readOnly("is a replica that takes no writes; give the address of its primary.", reply);
            case "MISCONF" -> misconfigured(message, reply);
            case "LOADING" -> unreachable("is still loading its data; wait until it is done.", reply);
            case "CLUSTERDOWN" -> unreachable("belongs to a cluster that is down; repair the cluster.", reply);
            case "MASTERDOWN" -> unreachable("is a replica that has lost its primary; repair the link.", reply);
            case "MOVED", "ASK" ->
                unreachable(
                        "is a node of a cluster that keeps these keys elsewhere; give the address of the node that has"
                                + " the slot of the key prefix.",
                        reply);
            case "NOAUTH" -> unreachable("wants a password; give one with the address.", reply);
            case "WRONGPASS" -> unreachable("does not know this user and password; correct them.", reply);
            default -> byText(message, reply);
        };
    }

    /** Errors inside scripts, where older servers put their own words before the code. */
    private StoreException byText(String message, JedisDataException reply) {
        if (message.contains("READONLY ")) {
            return readOnly("is a replica that takes no writes; give the address of its primary.", reply);
        }
        if (message.contains("MISCONF ")) {
            return misconfigured(message, reply);
        }
        return unreachable("refused a request (" + message + "); see whether its version and its rights fit.", reply);
    }

    private StoreException misconfigured(String message, JedisDataException reply) {
        return message.toLowerCase(Locale.ROOT).contains("no space")
                ? new StoreException(
                        Kind.FULL, server + " cannot write to its disk, which is full; make room there.", reply)
                : readOnly("takes no writes because it cannot save them to disk; see its log and its disk.", reply);
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

    private static Throwable innermost(Throwable fault) {
        Throwable innermost = fault;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost;
    }

    private static String message(Throwable fault) {
        String message = fault.getMessage();
        return message == null ? fault.getClass().getSimpleName() : message;
    }
}
