package io.github.mtasts.tlsrpt.submit;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.store.ReportKey;
import io.github.mtasts.tlsrpt.store.ReportStore;
import io.github.mtasts.tlsrpt.store.Submission;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes on what is due and gives each piece a thread. Look-ups, first attempts and repeated ones have threads of their own, so
 * that dead destinations hold up nobody. Thread-safe.
 */
final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    /** Longer than the mailer, or any post, may take. */
    private static final Duration LEASE = Duration.ofMinutes(20);

    private static final int LOOKUPS = 16;
    private static final int FIRST_ATTEMPTS = 64;
    private static final int RETRIES = 32;
    private static final long PATIENCE_SECONDS = 10;

    private final ReportStore store;
    private final Planner planner;
    private final ReportSender courier;
    private final Semaphore lookups = new Semaphore(LOOKUPS);
    private final Semaphore firstAttempts = new Semaphore(FIRST_ATTEMPTS);
    private final Semaphore retries = new Semaphore(RETRIES);
    private final ThreadPoolExecutor workers;
    private boolean failing;
    private volatile boolean closed;

    Dispatcher(ReportStore store, Planner planner, ReportSender courier) {
        this.store = store;
        this.planner = planner;
        this.courier = courier;
        AtomicInteger number = new AtomicInteger();
        this.workers =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "tls-report-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Called every few seconds, and when something has been done. */
    synchronized void dispatch() {
        if (closed) {
            return;
        }
        try {
            courier.recordAll();
            take(lookups, limit -> store.takeUnplanned(limit, LEASE), this::plan);
            take(firstAttempts, limit -> store.takeDue(false, limit, LEASE), this::bring);
            take(retries, limit -> store.takeDue(true, limit, LEASE), this::bring);
            if (failing) {
                failing = false;
                LOG.info("the report store works again, and reports are sent");
            }
        } catch (StoreException e) {
            if (!failing) {
                failing = true;
                LOG.error("{} No report is sent until it works again.", e.getMessage(), e);
            }
        }
    }

    private <T> void take(Semaphore slots, IntFunction<List<T>> taker, Consumer<T> work) {
        int free = slots.drainPermits();
        int used = 0;
        try {
            if (free == 0) {
                return;
            }
            List<T> taken = taker.apply(free);
            boolean isMore = taken.size() == free;
            for (T each : taken) {
                used++;
                workers.execute(() -> run(slots, isMore, () -> work.accept(each)));
            }
        } finally {
            slots.release(free - used);
        }
    }

    private void run(Semaphore slots, boolean isMore, Runnable work) {
        try {
            work.run();
        } catch (StoreException e) {
            LOG.warn("{} The work is done again when its lease has ended.", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error(
                    "sending a report failed by a fault of this library; it is tried again when its lease has ended",
                    e);
        } finally {
            slots.release();
        }
        if (isMore) {
            dispatch();
        }
    }

    private void plan(ReportKey report) {
        planner.plan(report);
    }

    private void bring(Submission submission) {
        courier.bring(submission);
    }

    /** Whether anything is under way. */
    boolean isIdle() {
        return lookups.availablePermits() == LOOKUPS
                && firstAttempts.availablePermits() == FIRST_ATTEMPTS
                && retries.availablePermits() == RETRIES;
    }

    /** Lets what is under way end, for a while; what does not is done again when its lease has ended. */
    @Override
    public void close() {
        closed = true;
        workers.shutdown();
        try {
            if (!workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
