package io.github.mtasts.tlsrpt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The repeated tasks and the threads for DNS look-ups. Used by one thread at a time. */
final class BackgroundTasks {
    private static final int WAITING_LOOKUPS = 1_000;
    private static final long STOP_TIMEOUT_SECONDS = 10;

    private final List<Future<?>> tasks = new ArrayList<>();
    private final ThreadPoolExecutor lookups;
    private final ScheduledExecutorService timer;
    private final @Nullable ExecutorService own;

    /**
     * Creates the threads.
     *
     * @param scheduler runs the repeated tasks; null for an executor that {@link #stop} shuts down
     * @param lookupThreads the number of look-ups at a time
     */
    BackgroundTasks(@Nullable ScheduledExecutorService scheduler, int lookupThreads) {
        this.lookups = newLookups(lookupThreads);
        // Two threads: a slow store does not delay the sending of reports.
        this.timer = scheduler != null
                ? scheduler
                : Executors.newScheduledThreadPool(2, work -> daemon(work, "tls-report-timer"));
        this.own = scheduler == null ? timer : null;
    }

    /** Returns the executor of DNS look-ups; it rejects work when many are waiting. */
    ExecutorService lookups() {
        return lookups;
    }

    /** Starts a repeated task. */
    void every(Duration period, Runnable work) {
        tasks.add(timer.scheduleWithFixedDelay(
                new LoggedTask(work), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static ThreadPoolExecutor newLookups(int threads) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_LOOKUPS),
                work -> daemon(work, "tls-report-lookup"));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Ends the repeated tasks, and waits a few seconds for those that are running. */
    void stop() {
        tasks.forEach(task -> task.cancel(false));
        lookups.shutdownNow();
        if (own == null) {
            return;
        }
        own.shutdown();
        try {
            if (!own.awaitTermination(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                own.shutdownNow();
            }
        } catch (InterruptedException e) {
            own.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
