package io.github.mtasts.jakarta.mail;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of the time for a piece of work. Immutable. */
final class Deadline {
    private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);

    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** An equal share of the time that is left: what a slow domain may use while others wait. */
    Deadline share(int parts) {
        return in(left().dividedBy(parts));
    }

    /** The time that is left; never less than a millisecond, so that it can be used as a limit. */
    Duration left() {
        return Duration.ofNanos(Math.max(endNanos - System.nanoTime(), 1_000_000));
    }

    /** Closes the connection when the time is over, until the result is cancelled; null when nothing is scheduled any more. */
    @Nullable
    ScheduledFuture<?> closeAtEnd(Socket socket, ScheduledExecutorService scheduler) {
        try {
            return scheduler.schedule(() -> close(socket), left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            close(socket); // the sender was closed meanwhile
            return null;
        }
    }

    /** Closes a socket; an error is only logged, because nothing depends on it. */
    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("Closing {} failed", socket, e);
        }
    }
}
