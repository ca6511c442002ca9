package io.github.mtasts.resolution.internal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes pools of daemon threads that are bounded in threads and in what waits for them, and have no thread when idle. */
public final class BoundedPool {
    private static final int MAX_WAITING = 10_000;
    private static final long IDLE_SECONDS = 10;

    private BoundedPool() {}

    /** Work beyond the bound is refused with {@link java.util.concurrent.RejectedExecutionException}. */
    public static ThreadPoolExecutor named(String name, int maxThreads) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                maxThreads,
                maxThreads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                work -> {
                    Thread thread = new Thread(work, "mta-sts-" + name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
