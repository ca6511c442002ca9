package io.github.mtasts.cache.store.internal;

import java.net.URI;
import java.time.Duration;

/** The address of a Redis server, and how to use it. Immutable. */
public final class RedisAccess {
    /** The default settings: a server on this machine, two seconds, eight connections. */
    public static final RedisAccess LOCAL =
            new RedisAccess(RedisAddress.local(), "{mta-sts}:", Duration.ofSeconds(2), 8);

    private final RedisAddress address;
    private final String keyPrefix;
    private final Duration timeout;
    private final int maxConnections;

    private RedisAccess(RedisAddress address, String keyPrefix, Duration timeout, int maxConnections) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("the timeout is " + timeout + ": it must be from 1 ms to one hour");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections is " + maxConnections + ": it must be at least 1");
        }
        this.address = address;
        this.keyPrefix = keyPrefix;
        this.timeout = timeout;
        this.maxConnections = maxConnections;
    }

    /** Returns a copy with another host and port. */
    public RedisAccess at(String host, int port) {
        return new RedisAccess(address.at(host, port), keyPrefix, timeout, maxConnections);
    }

    /** Returns a copy with the address and the credentials of a URI. */
    public RedisAccess at(URI uri) {
        return new RedisAccess(RedisAddress.of(uri), keyPrefix, timeout, maxConnections);
    }

    /** Returns a copy with another prefix of all keys. */
    public RedisAccess keyPrefix(String prefix) {
        return new RedisAccess(address, prefix, timeout, maxConnections);
    }

    /** Returns a copy with another time limit. */
    public RedisAccess timeout(Duration limit) {
        return new RedisAccess(address, keyPrefix, limit, maxConnections);
    }

    /** Returns a copy with another number of connections. */
    public RedisAccess maxConnections(int connectionsAtMost) {
        return new RedisAccess(address, keyPrefix, timeout, connectionsAtMost);
    }

    RedisAddress address() {
        return address;
    }

    String keyPrefix() {
        return keyPrefix;
    }

    Duration timeout() {
        return timeout;
    }

    int maxConnections() {
        return maxConnections;
    }

    /** Returns host and port, without the credentials. */
    @Override
    public String toString() {
        return address.toString();
    }
}
