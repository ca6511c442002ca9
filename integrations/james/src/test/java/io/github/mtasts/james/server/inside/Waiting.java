package io.github.mtasts.james.server.inside;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * A mail in a queue.
 *
 * @param file its file
 * @param due when it may be taken
 * @param clock tells what time it is
 */
record Waiting(Path file, Instant due, Clock clock) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(due.toEpochMilli() - clock.millis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        Waiting that = (Waiting) other;
        int order = due.compareTo(that.due);
        return order != 0 ? order : file.compareTo(that.file);
    }
}
