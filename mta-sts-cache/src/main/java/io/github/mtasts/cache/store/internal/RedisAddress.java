package io.github.mtasts.cache.store.internal;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Redis server, with the credentials. Immutable.
 *
 * @param host its host name or IP address
 * @param port its TCP port
 * @param isTls whether to connect over TLS
 * @param user null for the default user
 * @param password null when the server requires none; appears in no message
 * @param database the number of the database
 */
record RedisAddress(
        String host,
        int port,
        boolean isTls,
        @Nullable String user,
        @Nullable String password,
        int database) {
    private static final int DEFAULT_PORT = 6379;

    RedisAddress {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the port is " + port + ": it must be from 1 to 65535");
        }
    }

    /** Returns the address of a server on this machine. */
    static RedisAddress local() {
        return new RedisAddress("localhost", DEFAULT_PORT, false, null, null, 0);
    }

    /** Returns a copy with another host and port. */
    RedisAddress at(String name, int number) {
        return new RedisAddress(name, number, isTls, user, password, database);
    }

    /** Reads {@code redis://user:password@host:port/database}, or {@code rediss} for TLS. */
    static RedisAddress of(URI uri) {
        String scheme = uri.getScheme();
        String name = uri.getHost();
        if (name == null || !("redis".equals(scheme) || "rediss".equals(scheme))) {
            throw new IllegalArgumentException(
                    "a Redis URI starts with redis:// or rediss:// and a host; this one has scheme " + scheme
                            + " and host " + name);
        }
        String userInfo = uri.getRawUserInfo();
        int colon = userInfo == null ? -1 : userInfo.indexOf(':');
        if (userInfo != null && colon < 0) {
            throw new IllegalArgumentException("the Redis URI has a user without :password");
        }
        return new RedisAddress(
                name.replace("[", "").replace("]", ""),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                scheme.equals("rediss"),
                userInfo == null || colon == 0 ? null : decoded(userInfo.substring(0, colon)),
                userInfo == null ? null : decoded(userInfo.substring(colon + 1)),
                database(uri.getPath()));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static int database(@Nullable String path) {
        if (path == null || path.isEmpty() || path.equals("/")) {
            return 0;
        }
        if (!path.matches("/[0-9]{1,5}")) {
            throw new IllegalArgumentException("the path of a Redis URI is the number of a database, not " + path);
        }
        return Integer.parseInt(path.substring(1));
    }

    /** Returns host and port, without the credentials. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
