package io.github.mtasts.failure.internal;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Writes one log line per cause and minute, because a failure of this sender may happen for every message. Thread-safe. */
public final class LogLimit {
    private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

    private record Window(long sinceNanos, long skipped) {}

    private final Map<String, Window> windows = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    /** Makes a limit in monotonic time. */
    public LogLimit() {
        this(System::nanoTime);
    }

    LogLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Writes a line, unless one about the same cause was written less than a minute ago.
     *
     * @param cause one of a few constants
     * @param line writes the line, and gets its end: empty, or the number of lines that were skipped before
     */
    public void log(String cause, Consumer<String> line) {
        long now = nanoTime.getAsLong();
        long[] skipped = {-1};
        windows.compute(cause, (key, last) -> {
            if (last != null && now - last.sinceNanos < INTERVAL_NANOS) {
                return new Window(last.sinceNanos, last.skipped + 1);
            }
            skipped[0] = last == null ? 0 : last.skipped;
            return new Window(now, 0);
        });
        if (skipped[0] >= 0) {
            line.accept(skipped[0] == 0 ? "" : " (skipped " + skipped[0] + " more lines about this)");
        }
    }
}
