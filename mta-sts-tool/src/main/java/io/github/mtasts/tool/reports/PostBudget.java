package io.github.mtasts.tool.reports;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that all posts together may take while they arrive. Thread-safe. */
final class PostBudget {
    private final AtomicLong free;

    PostBudget(long octets) {
        this.free = new AtomicLong(octets);
    }

    boolean take(long octets) {
        if (free.addAndGet(-octets) >= 0) {
            return true;
        }
        giveBack(octets);
        return false;
    }

    void giveBack(long octets) {
        free.addAndGet(octets);
    }
}
