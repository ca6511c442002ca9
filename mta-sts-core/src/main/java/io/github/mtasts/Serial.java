package io.github.mtasts;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs events one at a time in their order, without holding a lock: on the thread that adds one, or on the thread that is running
 * another. An event may add further ones. Thread-safe.
 */
final class Serial {
    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Consumer<Throwable> failed;

    /**
     * Makes an empty queue.
     *
     * @param failed called when an event throws
     */
    Serial(Consumer<Throwable> failed) {
        this.failed = failed;
    }

    void add(Runnable event) {
        events.add(event);
        if (waiting.getAndIncrement() > 0) {
            return;
        }
        do {
            Runnable next = events.remove();
            try {
                next.run();
            } catch (Throwable e) {
                failed.accept(e);
            }
        } while (waiting.decrementAndGet() > 0);
    }
}
