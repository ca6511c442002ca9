package io.github.mtasts.tool.acme;

import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.util.Optional;

/**
 * An order that is on disk before the authority sees anything of it, so that a process that is killed goes on with it: with the same
 * key, and with the same order of the authority. Not thread-safe.
 */
final class PendingOrder {
    private final String host;
    private final KeyPair keys;
    private final AcmeStore store;
    private Optional<URI> location;

    PendingOrder(String host, KeyPair keys, Optional<URI> location, AcmeStore store) {
        this.host = host;
        this.keys = keys;
        this.location = location;
        this.store = store;
    }

    String host() {
        return host;
    }

    KeyPair keys() {
        return keys;
    }

    /** Where the authority keeps the order; empty if it does not have it yet. */
    Optional<URI> location() {
        return location;
    }

    /** Remembers where the authority keeps the order. */
    void isAt(URI order) throws IOException {
        location = Optional.of(order);
        store.writeOrder(this);
    }

    /** Forgets an order that came to nothing: the next attempt makes another one. */
    void isLost() throws IOException {
        location = Optional.empty();
        store.writeOrder(this);
    }
}
