package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.internal.ClosingGate;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import io.github.mtasts.tlsrpt.store.internal.Lane;
import io.github.mtasts.tlsrpt.store.internal.LookupLane;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
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
 * Takes the work that is due, and runs each piece on its own thread. Look-ups and each queue of
 * attempts have limits of their own, so that unreachable destinations do not delay the others. Thread-safe.
 */
final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    /** Longer than the time limit of a mailer or of an HTTPS request. */
    private static final Duration LEASE = Duration.ofMinutes(20);

    /** The look-ups at a time in each queue. */
    private static final Map<LookupLane, Integer> LOOKUPS = Map.of(LookupLane.ANSWERED, 16, LookupLane.UNANSWERED, 8);
    /** The attempts at a time in each queue: new hosts have a quarter of those of HTTPS. */
    private static final Map<Lane, Integer> ATTEMPTS =
            Map.of(Lane.MAIL, 64, Lane.KNOWN, 480, Lane.NEW, 160, Lane.SLOW, 64);

    private static final long CLOSE_TIMEOUT_SECONDS = 10;

    private final ReportRepository repository;
    private final Planner planner;
    private final ReportSender sender;
    private final Map<LookupLane, Semaphore> lookups = new EnumMap<>(LookupLane.class);
    private final Map<Lane, Semaphore> attempts = new EnumMap<>(Lane.class);
    private final ClosingGate gate;
    private final RefusalWatch refusals;
    private final Clock clock;
    private final ReportingEvents events;
    private final ThreadPoolExecutor workers;
    /** The work that was started and has not ended, with the dispatching at its end. */
    private final AtomicInteger inProgress = new AtomicInteger();

    private boolean failing;
    private volatile boolean closed;

    Dispatcher(
            ReportRepository repository,
            Planner planner,
            ReportSender sender,
            ClosingGate gate,
            RefusalWatch refusals,
            Clock clock,
            ReportingEvents events) {
        this.repository = repository;
        this.planner = planner;
        this.sender = sender;
        this.gate = gate;
        this.refusals = refusals;
        this.clock = clock;
        this.events = events;
        LOOKUPS.forEach((lane, slots) -> lookups.put(lane, new Semaphore(slots)));
        ATTEMPTS.forEach((lane, slots) -> attempts.put(lane, new Semaphore(slots)));
        AtomicInteger number = new AtomicInteger();
        this.workers =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "tls-report-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Takes work; called every few seconds, and whenever a full batch has made progress. */
    synchronized void dispatch() {
        if (closed) {
            return;
        }
        try {
            sender.recordAll();
            sender.forgetRefusals();
            gate.closingDelay().ifPresent(delay -> {
                Instant notAfter = clock.instant().minus(delay);
                lookups.forEach((lane, slots) ->
                        take(slots, limit -> repository.takeUnplanned(lane, limit, LEASE, notAfter), planner::plan));
            });
            if (maySend()) {
                attempts.forEach(
                        (lane, slots) -> take(slots, limit -> repository.takeDue(lane, limit, LEASE), sender::deliver));
            }
            if (failing) {
                failing = false;
                events.storeRecovered();
                LOG.info("Report store works again; sending reports");
            }
        } catch (StoreException e) {
            gate.storeFailed(e);
            if (!failing) {
                failing = true;
                events.storeFailed(e);
                LOG.error("{} No reports are sent until the report store works again.", e.getMessage(), e);
            }
        }
    }

    /** Returns false while the time is uncertain, so that no report is given up, and while most destinations refuse. */
    private boolean maySend() {
        if (gate.watch().hasJumped()) {
            return false;
        }
        if (refusals.resume(clock.instant())) {
            LOG.info("Sending reports again");
            events.tell(ReportingListener::sendingResumed);
        }
        return refusals.stoppedUntil() == null;
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
                start(slots, () -> run(slots, isMore, () -> work.accept(each)));
            }
        } finally {
            slots.release(free - used);
        }
    }

    /** After {@link #close()} the work waits for the end of its lease. */
    private void start(Semaphore slots, Runnable work) {
        inProgress.incrementAndGet();
        boolean isStarted = false;
        try {
            workers.execute(work);
            isStarted = true;
        } catch (RejectedExecutionException e) {
            LOG.debug("Work taken while closing is repeated when its lease has ended", e);
        } finally {
            if (!isStarted) { // the system may have no further thread, too
                slots.release();
                inProgress.decrementAndGet();
            }
        }
    }

    private void run(Semaphore slots, boolean isMore, Runnable work) {
        try {
            runSafely(work);
            slots.release();
            if (isMore) {
                dispatch();
            }
        } finally {
            inProgress.decrementAndGet();
        }
    }

    private void runSafely(Runnable work) {
        try {
            work.run();
        } catch (StoreException e) {
            gate.storeFailed(e);
            LOG.warn("{} Retrying when the lease has ended.", e.getMessage());
        } catch (Throwable e) {
            LOG.error("Sending a report failed unexpectedly; retrying when the lease has ended", e);
        }
    }

    /** Returns whether reports are sent: most destinations do not refuse. */
    boolean isSending() {
        return refusals.stoppedUntil() == null;
    }

    /** Returns how many pieces of work were started and have not ended. */
    int inProgress() {
        return inProgress.get();
    }

    /** Waits for the work in progress, then interrupts it; interrupted work is repeated when its lease has ended. */
    @Override
    public void close() {
        closed = true;
        workers.shutdown();
        try {
            if (!workers.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
