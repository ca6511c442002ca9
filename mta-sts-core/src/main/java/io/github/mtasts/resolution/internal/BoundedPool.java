package io.github.mtasts.resolution.internal;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes pools of daemon threads with limits for threads and for waiting work, and without threads when idle. */
public final class BoundedPool {
    private static final int MAX_WAITING = 10_000;
    private static final long IDLE_SECONDS = 10;

    private BoundedPool() {}

    /**
     * Makes a pool that gives work to an idle thread, else to a new one, and queues it only at the limit of threads. (The pools of
     * the JDK queue work before they start a second thread, or start a thread for each piece of work although others are idle.)
     * Work beyond the limits is refused with {@link RejectedExecutionException}.
     */
    public static ThreadPoolExecutor named(String name, int maxThreads) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                maxThreads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new HandOver(),
                work -> {
                    Thread thread = new Thread(work, "mta-sts-" + name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                BoundedPool::letWait);
    }

    private static void letWait(Runnable work, ThreadPoolExecutor pool) {
        if (pool.isShutdown() || pool.getQueue().size() >= MAX_WAITING) {
            throw new RejectedExecutionException("the pool is closed, or more than " + MAX_WAITING + " tasks wait");
        }
        ((HandOver) pool.getQueue()).put(work);
        if (pool.isShutdown() && pool.remove(work)) { // closed in between: no thread would take it
            throw new RejectedExecutionException("the pool is closed");
        }
    }

    /** Takes work only when a thread is waiting for it; otherwise the pool starts one, up to its bound. */
    private static final class HandOver extends LinkedTransferQueue<Runnable> {
        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }
    }
}
