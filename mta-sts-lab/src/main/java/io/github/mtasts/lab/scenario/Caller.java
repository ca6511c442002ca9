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

/** Calls the sender, and stops calling it when one call has not come back in time: then it holds mail without end. */
final class Caller implements AutoCloseable {
    private final Duration patience;
    private final ExecutorService threads;
    private final Sender sender;
    private boolean held;

    /** A piece of the sender's work. */
    @FunctionalInterface
    interface Work {
        void askOf(Sender sender) throws Exception;
    }

    /**
     * Starts the sender.
     *
     * @param patience how long a call may take
     * @param start starts it
     * @throws IllegalStateException when it has not started in time
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

    /** How long a call may take, in words. */
    String patience() {
        return patience.toMillis() % 1000 == 0 ? patience.toSeconds() + " s" : patience.toMillis() + " ms";
    }

    /** Whether a call did not come back; from then on the sender was not called any more. */
    boolean isHeld() {
        return held;
    }

    /** {@inheritDoc} A sender that was held is given up if it does not close, either. */
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
