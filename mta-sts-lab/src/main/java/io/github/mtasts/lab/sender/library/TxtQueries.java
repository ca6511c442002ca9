package io.github.mtasts.lab.sender.library;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.dns.TxtResolver;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Notes the TXT queries of the library, which show that a comparison in the background has begun. Thread-safe. */
final class TxtQueries implements TxtResolver {
    private final TxtResolver resolver;
    private final Set<String> asked = new HashSet<>();
    private volatile boolean full;

    TxtQueries(TxtResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public TxtAnswer txt(String name) {
        note(name);
        return full
                ? new TxtAnswer.Failed("all slots for DNS queries were taken", LookupFault.NOT_ASKED)
                : resolver.txt(name);
    }

    /** Whether the queue is full, so that no query is sent. */
    void setFull(boolean isFull) {
        full = isFull;
    }

    private synchronized void note(String name) {
        asked.add(name);
        notifyAll();
    }

    synchronized void forget(String name) {
        asked.remove(name);
    }

    /** Waits for a query of a name since it was forgotten; false when none came in time. */
    synchronized boolean await(String name, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!asked.contains(name)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
