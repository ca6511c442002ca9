package io.github.mtasts.jakarta.mail;

import io.github.mtasts.smtp.internal.Deadline;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends of sockets. */
final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    private Sockets() {}

    /** Closes the connection when the time is over, until the result is cancelled; null when nothing is scheduled any more. */
    static @Nullable ScheduledFuture<?> closeAt(Deadline end, Socket socket, ScheduledExecutorService scheduler) {
        try {
            return scheduler.schedule(() -> close(socket), end.left().toNanos(), TimeUnit.NANOSECONDS);
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
