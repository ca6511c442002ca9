package io.github.mtasts.session;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Numbers the connections that are opened to one host at the same time, the lowest free number first.
 *
 * <p>A TLS 1.3 ticket is used once, and some JDKs keep one for each peer. With a number for each connection as part of the peer's
 * name, connections that are opened at the same time do not take each other's ticket. Hosts share the counters by hash, which
 * only leads to higher numbers. Bounded and thread-safe.
 */
final class ConnectionSlots {
    /** The number of all further connections. */
    static final int SHARED = Long.SIZE;

    private static final int COUNTERS = 4_096;

    /** A bit for each number in use. */
    private final AtomicLongArray used = new AtomicLongArray(COUNTERS);

    /** Takes a number, to be released with the same peer. */
    int take(String peer) {
        int counter = counter(peer);
        while (true) {
            long bits = used.get(counter);
            int slot = Long.numberOfTrailingZeros(~bits);
            if (slot == Long.SIZE) {
                return SHARED;
            }
            if (used.compareAndSet(counter, bits, bits | 1L << slot)) {
                return slot;
            }
        }
    }

    void release(String peer, int slot) {
        if (slot != SHARED) {
            used.updateAndGet(counter(peer), bits -> bits & ~(1L << slot));
        }
    }

    private static int counter(String peer) {
        return Math.floorMod(peer.hashCode(), COUNTERS);
    }
}
