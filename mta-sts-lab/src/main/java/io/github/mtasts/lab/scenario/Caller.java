package io.github.mtasts.lab.scenario;

import io.github.mtasts.lab.Sender;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls the sender with a time limit. After a call that exceeded it, the sender holds mail and is not called again. */
final class Caller implements AutoCloseable {
    private final Duration patience;
    private final ExecutorService threads;
    private final Sender sender;
    private boolean held;

    /** One call to the sender. */
    @FunctionalInterface
    interface Work {
        void askOf(Sender sender) throws Exception;
    }

    /**
     * Starts the sender.
     *
     * @param patience the longest time of a call
     * @param start starts the sender
     * @throws IllegalStateException if it does not start in time
     */
    Caller(Duration patience, Callable<Sender> start) throws Exception {
        this.patience = patience;
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "lab-sender");
            thread.setDaemon(true);
            return thread;
        });
        try {
            this.sender = inTime(start);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the sender did not start within " + patience(), e);
        }
    }

    void call(Work work) throws Exception {
        if (held) {
            return;
        }
        try {
            ask(work);
        } catch (TimeoutException e) {
            held = true;
        }
    }

    private void ask(Work work) throws Exception {
        inTime(() -> {
            work.askOf(sender);
            return sender;
        });
    }

    private Sender inTime(Callable<Sender> work) throws Exception {
        Future<Sender> running = threads.submit(work);
        try {
            return running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            running.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The time limit of a call, in words. */
    String patience() {
        return patience.toMillis() % 1000 == 0 ? patience.toSeconds() + " s" : patience.toMillis() + " ms";
    }

    /** Whether a call exceeded the time limit. */
    boolean isHeld() {
        return held;
    }

    /** {@inheritDoc} If an earlier call exceeded the limit, it is no error when this one does, too. */
    @Override
    public void close() throws IOException {
        try {
            ask(Sender::close);
        } catch (TimeoutException e) {
            if (!held) {
                throw new IOException("the sender did not close within " + patience(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the sender closed");
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
