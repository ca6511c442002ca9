package io.github.mtasts;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches one opening: closes its connection when the host is too slow, and when the caller ends the attempt, so that a
 * blocked read returns. Thread-safe.
 */
final class OpeningWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 100;

    private final DeliveryAttempt attempt;
    private final @Nullable Thread opener;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final DeliveryContext context;
    private final @Nullable ScheduledFuture<?> ticks;
    private @Nullable Runnable closeConnection;
    /** The opener is in its dialer, which an interrupt may end. */
    private boolean dialling;

    private boolean interrupted;

    private long limitNanos;
    private long judgingNanos;
    private boolean timedOut;
    private boolean stopped;

    /** @param opener the thread whose interrupt ends the attempt; null for an event-driven opening */
    OpeningWatch(DeliveryAttempt attempt, @Nullable Thread opener, DeliveryContext context, Duration limit) {
        this(attempt, opener, context, limit, System::nanoTime);
    }

    OpeningWatch(
            DeliveryAttempt attempt,
            @Nullable Thread opener,
            DeliveryContext context,
            Duration limit,
            LongSupplier nanoTime) {
        this.attempt = attempt;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.opener = opener;
        this.context = context;
        this.limitNanos = limit.toNanos();
        this.ticks = context.every(EVERY_MILLIS, this::look);
        context.openings().add(this);
    }

    /**
     * Dials on the opener's thread, which is interrupted when the opening is over meanwhile.
     *
     * @return the connection; null when the opening is over: it is closed then
     */
    @Nullable
    Socket dial(Dialer dialer) throws IOException {
        synchronized (this) {
            if (stopped) {
                return null;
            }
            dialling = true;
        }
        Socket dialled = null;
        try {
            dialled = dialer.dial();
        } finally {
            if (endedWhileDialling() && dialled != null) {
                HandedOver.close(dialled);
                dialled = null;
            }
        }
        return dialled;
    }

    /** Takes the interrupt back, which was for the dialer alone. */
    private synchronized boolean endedWhileDialling() {
        dialling = false;
        if (interrupted) {
            var unused = Thread.interrupted();
        }
        return stopped;
    }

    /** Watches this connection from now on; closes it at once when the opening is over already. */
    void watch(Runnable close) {
        boolean overAlready;
        synchronized (this) {
            closeConnection = close;
            overAlready = stopped;
        }
        if (overAlready) {
            close.run();
        } else {
            look(); // the library may have been closed before this watch was registered
        }
    }

    /** This side verifies the certificate from now on. */
    synchronized void judging() {
        judgingNanos = nanoTime.getAsLong();
    }

    /** The certificate was verified: the host gets the time that this took. False when the limit has passed meanwhile. */
    synchronized boolean judged() {
        limitNanos += nanoTime.getAsLong() - judgingNanos;
        return !timedOut;
    }

    /** Stops watching because the connection is handed over; false when it was closed already. */
    synchronized boolean release() {
        boolean open = !stopped;
        stopped = true;
        return open;
    }

    /** Whether the host was too slow. */
    synchronized boolean hasTimedOut() {
        return timedOut;
    }

    /** Stops watching. */
    @Override
    public void close() {
        context.openings().remove(this);
        if (ticks != null) {
            ticks.cancel(false);
        }
    }

    /** Ends the opening if it is time. Closes the connection without holding its own lock. */
    void look() {
        Runnable close = timeToEnd();
        if (close != null) {
            close.run();
        }
    }

    private synchronized @Nullable Runnable timeToEnd() {
        if (stopped) {
            return null;
        }
        if (opener != null && opener.isInterrupted()) {
            attempt.end("its thread was interrupted");
        }
        boolean late = nanoTime.getAsLong() - startNanos >= limitNanos;
        if (!attempt.hasEnded() && !late) {
            return null;
        }
        timedOut = !attempt.hasEnded();
        stopped = true;
        if (dialling && opener != null && !opener.isInterrupted()) {
            interrupted = true;
            opener.interrupt();
        }
        return closeConnection;
    }
}
