package io.github.mtasts.resolution.internal;

import io.github.mtasts.failure.internal.LogLimit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Counts the failures of this sender for its operator (D34), and logs one per cause and minute. Thread-safe. */
final class OwnFailures {
    private final LongAdder count = new LongAdder();
    private final LogLimit log = new LogLimit();

    /**
     * Counts one failure.
     *
     * @param cause one of a few constants
     * @param line writes the log line, and gets its end
     */
    void add(String cause, Consumer<String> line) {
        count.increment();
        log.log(cause, line);
    }

    long sum() {
        return count.sum();
    }
}
