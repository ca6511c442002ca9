package io.github.mtasts.spring.boot.internal;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The Redis server of the application, as Spring Boot knows it.
 *
 * @param host null when it is no single server
 * @param port the TCP port
 * @param database the number of the database
 * @param username null for none
 * @param password null for none
 * @param tls whether the connection is encrypted
 */
record RedisLocation(
        @Nullable String host,
        int port,
        int database,
        @Nullable String username,
        @Nullable String password,
        boolean tls) {
    private static final String ACTION =
            "Set mta-sts.store.redis-url to one Redis server, such as redis://redis.example.com:6379, or choose another"
                    + " mta-sts.store.type.";

    /** Makes the location of Redis that is no single server, such as a cluster. */
    static RedisLocation several() {
        return new RedisLocation(null, 0, 0, null, null, false);
    }

    /** The address with credentials, as the policy store reads it. */
    URI uri() {
        String name = host;
        if (name == null) {
            throw new SettingException(
                    "mta-sts.store.type is redis, and spring.data.redis names sentinels or a cluster, which the policy"
                            + " store cannot use.",
                    ACTION);
        }
        String login =
                password == null ? "" : encoded(username == null ? "" : username) + ":" + encoded(password) + "@";
        String bracketed = name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
        return URI.create((tls ? "rediss://" : "redis://") + login + bracketed + ":" + port + "/" + database);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }

    /** Leaves out the credentials. */
    @Override
    public String toString() {
        return "Redis at " + host + ":" + port;
    }
}
