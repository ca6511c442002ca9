package io.github.mtasts.lab.stage;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls the sender, and stops calling it when one call has not come back in time: then it holds mail without end. */
final class Caller implements AutoCloseable {
    private final Duration patience;
    private boolean held;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "lab-sender");
        thread.setDaemon(true);
        return thread;
    });

    /** A piece of the sender's work. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    Caller(Duration patience) {
        this.patience = patience;
    }

    void call(Work work) throws Exception {
        if (held) {
            return;
        }
        Future<?> running = thread.submit(() -> {
            work.run();
            return null;
        });
        try {
            running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            running.cancel(true);
            held = true;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    boolean isHeld() {
        return held;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
