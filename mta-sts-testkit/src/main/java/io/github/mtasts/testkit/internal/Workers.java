package io.github.mtasts.testkit.internal;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The threads of a network and the sockets on which they block. {@link #close()} ends both. */
public final class Workers implements AutoCloseable {
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Set<Closeable> open = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "testkit-idle");
        thread.setDaemon(true);
        return thread;
    });

    /** A task that may fail because of a remote party. A failure ends the task only. */
    @FunctionalInterface
    public interface Task {
        /**
         * Runs the task.
         *
         * @throws IOException when the peer has disconnected
         */
        void run() throws IOException;
    }

    /**
     * Runs a task on a thread of its own.
     *
     * @param name the name of the thread, without the prefix {@code testkit-}
     * @param task the task; dropped if the network is already closed
     */
    public void run(String name, Task task) {
        try {
            threads.execute(() -> {
                Thread.currentThread().setName("testkit-" + name);
                try {
                    task.run();
                } catch (IOException e) {
                    // The peer disconnected or the network is closing, which is no error for a test server.
                } finally {
                    Thread.currentThread().setName("testkit-idle");
                }
            });
        } catch (RejectedExecutionException e) {
            // The network was closed in the meantime.
        }
    }

    /**
     * Closes a socket when the network closes.
     *
     * @param resource the socket, referenced weakly
     * @param <T> its type
     * @return the same socket
     */
    public <T extends Closeable> T own(T resource) {
        open.add(resource);
        if (isClosing()) {
            closeQuietly(resource);
        }
        return resource;
    }

    /**
     * Waits, at most until the network closes.
     *
     * @param time how long
     * @return false if the network closed in the meantime
     */
    public boolean pause(Duration time) {
        try {
            return !closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits until the network closes. */
    public void pauseUntilClose() {
        pause(Duration.ofDays(1));
    }

    /**
     * Whether closing has begun.
     *
     * @return true from the first moment of {@link #close()} on
     */
    public boolean isClosing() {
        return closing.getCount() == 0;
    }

    /**
     * Closes a socket and ignores failures.
     *
     * @param resource the socket
     */
    public static void closeQuietly(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            // The socket is released even when close fails.
        }
    }

    /** Ends all pauses and closes all sockets, so that all threads end. */
    public void beginClose() {
        closing.countDown();
        closeAll();
    }

    @Override
    public void close() {
        beginClose();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("a test kit thread did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeAll() {
        Closeable[] now;
        synchronized (open) {
            now = open.toArray(new Closeable[0]);
        }
        for (Closeable resource : now) {
            closeQuietly(resource);
        }
    }
}
