package io.github.mtasts.dns;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a limited number of questions at a time, on the thread that asks or on daemon threads, and ends each wait at its
 * deadline.
 *
 * <p>Comes in: a question. Goes out: its reply, or a failure for time-out, interrupt and close. A question holds one slot from
 * its first packet to its last, so that the slots limit the queries in flight; the wait for a slot counts towards the deadline.
 * A question that gets its slot with less than a quarter of its time left is not asked: a name server that does not answer in
 * so short a time has not failed, and the question must not count as asked (D34). Thread-safe.
 */
final class LookupSlots implements AutoCloseable {
    /** One question, run with a slot. */
    @FunctionalInterface
    interface Question {
        DnsReply run(Deadline deadline) throws LookupFailedException, InterruptedException;
    }

    /** A question that was started. */
    @FunctionalInterface
    interface Pending {
        /** Waits for the reply, until the deadline that was set at the start. */
        DnsReply await();
    }

    private static final Logger LOG = LoggerFactory.getLogger(LookupSlots.class);
    private static final long IDLE_SECONDS = 10;
    /** The part of the time-out that must be left when a question gets its slot. */
    private static final int LEAST_SHARE = 4;

    private final Duration timeout;
    private final DnsReply noRoom;
    private final Semaphore slots;
    private final ThreadPoolExecutor threads;
    private final Set<Deadline> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    LookupSlots(int limit, Duration timeout) {
        this(limit, timeout, daemons());
    }

    LookupSlots(int limit, Duration timeout, ThreadFactory factory) {
        this.noRoom = new DnsReply.Failure(
                "no answer within " + timeout.toMillis() + " ms: all " + limit + " slots for DNS queries were taken",
                LookupFault.NOT_ASKED);
        this.timeout = timeout;
        this.slots = new Semaphore(limit, true);
        // No queue: a question with a slot always gets a thread.
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    private static ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "mta-sts-dns-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    Deadline deadline() {
        return Deadline.in(timeout);
    }

    /**
     * Waits for a slot and runs the question on this thread. A question waits nowhere but at its deadline, so that no second
     * thread is needed to keep it.
     */
    DnsReply ask(Question question, Deadline deadline) {
        DnsReply refused = acquire(deadline);
        if (refused != null) {
            return refused;
        }
        Deadline own = deadline.forAnother();
        running.add(own);
        try {
            if (closed.get()) { // close() may have looked before the question was running
                return closed();
            }
            return run(question, own);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return interrupted();
        } catch (RuntimeException e) {
            return broken(e);
        } finally {
            running.remove(own);
            slots.release();
        }
    }

    /** Waits for a slot and starts the question on another thread. */
    Pending start(Question question, Deadline deadline) {
        DnsReply refused = acquire(deadline);
        if (refused != null) {
            return () -> refused;
        }
        Deadline own = deadline.forAnother();
        FutureTask<DnsReply> task = new FutureTask<>(() -> run(question, own));
        return begin(task) ? () -> await(task, deadline) : this::notBegun;
    }

    /** Takes a slot; the reply when there is none. */
    private @Nullable DnsReply acquire(Deadline deadline) {
        try {
            if (!slots.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                return noRoom;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return interrupted();
        }
        if (!closed.get() && deadline.remainingNanos() < timeout.toNanos() / LEAST_SHARE) {
            slots.release();
            return noRoom;
        }
        return null;
    }

    private DnsReply notBegun() {
        return closed.get()
                ? closed()
                : new DnsReply.Failure("this system could not start a thread", LookupFault.NOT_ASKED);
    }

    private static DnsReply closed() {
        return new DnsReply.Failure("closed", LookupFault.NOT_ASKED);
    }

    private static DnsReply interrupted() {
        return new DnsReply.Failure("interrupted", LookupFault.NOT_ASKED);
    }

    /** Runs the task with the slot that the caller holds, and releases the slot in every case. */
    private boolean begin(FutureTask<DnsReply> task) {
        boolean begun = false;
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    slots.release();
                }
            });
            begun = true;
        } catch (RejectedExecutionException e) {
            LOG.debug("DNS lookup after close");
        } catch (OutOfMemoryError e) { // the system's limit of threads
            LOG.debug("No thread for a DNS lookup", e);
        } finally {
            if (!begun) {
                slots.release();
            }
        }
        return begun;
    }

    private static DnsReply run(Question question, Deadline deadline) throws InterruptedException {
        try {
            return question.run(deadline);
        } catch (LookupFailedException e) {
            return deadline.hasEnded() ? closed() : new DnsReply.Failure(e.reason(), e.fault());
        }
    }

    private DnsReply await(FutureTask<DnsReply> task, Deadline deadline) {
        try {
            return task.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            return new DnsReply.Failure("no answer within " + timeout.toMillis() + " ms", LookupFault.RESOLVERS);
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            return interrupted();
        } catch (CancellationException e) {
            return closed();
        } catch (ExecutionException e) {
            return broken(e.getCause());
        }
    }

    private DnsReply broken(@Nullable Throwable cause) {
        if (closed.get()) {
            return closed();
        }
        if (cause instanceof Error error) {
            throw error;
        }
        // A packet that dnsjava cannot handle fails its own lookup and nothing else. Not a warning: a domain can cause
        // it.
        String reason = new LookupFailedException("the lookup ended with " + cause).reason();
        LOG.debug("Malformed DNS response: {}", reason);
        return new DnsReply.Failure(reason, LookupFault.DOMAIN);
    }

    /** The questions that wait for a slot. */
    int waiting() {
        return slots.getQueueLength();
    }

    /** Whether this is the reply to a question that found no slot in time. */
    boolean isNoRoom(DnsReply reply) {
        return reply == noRoom;
    }

    /** Ends running questions; those that wait for a slot get one, and fail with "closed". */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            threads.shutdownNow();
            running.forEach(Deadline::end);
            slots.release(Integer.MAX_VALUE / 2);
        }
    }
}
