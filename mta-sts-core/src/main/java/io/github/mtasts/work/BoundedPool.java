package io.github.mtasts.work;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A pool of daemon threads with limits for threads and for waiting work, and without threads when idle. It counts what it
 * refuses. Thread-safe.
 */
public final class BoundedPool extends ThreadPoolExecutor {
    private static final int MAX_WAITING = 10_000;
    private static final long IDLE_SECONDS = 10;

    private final String name;
    private final LongAdder rejected = new LongAdder();

    private BoundedPool(String name, int maxThreads) {
        super(0, maxThreads, IDLE_SECONDS, TimeUnit.SECONDS, new HandOver());
        this.name = name;
        AtomicInteger number = new AtomicInteger();
        setThreadFactory(work -> {
            Thread thread = new Thread(work, "mta-sts-" + name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        setRejectedExecutionHandler((work, pool) -> letWait(work));
    }

    /**
     * Makes a pool that gives work to an idle thread, else to a new one, and queues it only at the limit of threads. (The pools of
     * the JDK queue work before they start a second thread, or start a thread for each piece of work although others are idle.)
     * Work beyond the limits is refused with {@link RejectedExecutionException}.
     *
     * @param name such as {@code fetch}; its threads are {@code mta-sts-fetch-1} and so on
     * @param maxThreads at least 1
     * @return a pool without threads yet
     */
    public static BoundedPool named(String name, int maxThreads) {
        return new BoundedPool(name, maxThreads);
    }

    /**
     * The name of the pool.
     *
     * @return such as {@code fetch}
     */
    public String name() {
        return name;
    }

    /**
     * The work that was refused for lack of room, and not because the pool was closed.
     *
     * @return how much since the pool was made
     */
    public long rejected() {
        return rejected.sum();
    }

    private void letWait(Runnable work) {
        if (isShutdown()) {
            throw new RejectedExecutionException("the pool is closed");
        }
        if (getQueue().size() >= MAX_WAITING) {
            rejected.increment();
            throw new RejectedExecutionException("more than " + MAX_WAITING + " tasks wait");
        }
        ((HandOver) getQueue()).put(work);
        if (isShutdown() && remove(work)) { // closed in between: no thread would take it
            throw new RejectedExecutionException("the pool is closed");
        }
    }

    /** Takes work only when a thread is waiting for it; otherwise the pool starts one, up to its bound. */
    private static final class HandOver extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }
    }
}
