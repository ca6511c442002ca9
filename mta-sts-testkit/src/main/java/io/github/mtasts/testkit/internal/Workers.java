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

/** The threads of one network and the sockets they block on; closing it ends both. */
public final class Workers implements AutoCloseable {
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Set<Closeable> open = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "testkit-idle");
        thread.setDaemon(true);
        return thread;
    });

    /** Work that may fail as remote parties do; a failure ends the work and nothing else. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does the work.
         *
         * @throws IOException when the other side went away
         */
        void run() throws IOException;
    }

    /**
     * Runs a task on a thread of its own.
     *
     * @param name what the thread is called, after {@code testkit-}
     * @param task the work; dropped if the network is closed already
     */
    public void run(String name, Task task) {
        try {
            threads.execute(() -> {
                Thread.currentThread().setName("testkit-" + name);
                try {
                    task.run();
                } catch (IOException e) {
                    // The peer went away or the network closes: for a test server that is no error.
                } finally {
                    Thread.currentThread().setName("testkit-idle");
                }
            });
        } catch (RejectedExecutionException e) {
            // Closed meanwhile.
        }
    }

    /**
     * Has a socket closed when the network closes.
     *
     * @param resource what to close; held weakly
     * @param <T> its type
     * @return the same
     */
    public <T extends Closeable> T own(T resource) {
        open.add(resource);
        if (isClosing()) {
            closeQuietly(resource);
        }
        return resource;
    }

    /**
     * Waits, but not beyond the closing of the network.
     *
     * @param time how long
     * @return false if the network closed meanwhile
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
     * Closes what has nothing left to lose.
     *
     * @param resource what to close
     */
    public static void closeQuietly(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            // It is closed as far as it can be.
        }
    }

    /** Ends all pauses and closes all sockets, so that what blocks on them comes to its end. */
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
                throw new IllegalStateException("a thread of the test kit did not end");
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
