package io.github.mtasts.tool.server;

import java.util.concurrent.CountDownLatch;

/**
 * Waits until the process is asked to end (SIGTERM, SIGINT), and keeps it from ending before the service has stopped. A test
 * interrupts the waiting thread instead.
 */
public final class StopSignal implements AutoCloseable {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "mta-sts-stop");

    /** Begins to listen for the signal. */
    public StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end() {
        asked.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the signal, or for an interrupt of this thread, which stays set. */
    public void await() {
        try {
            asked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The service has stopped: the process may end. */
    @Override
    public void close() {
        stopped.countDown();
        if (asked.getCount() > 0) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
