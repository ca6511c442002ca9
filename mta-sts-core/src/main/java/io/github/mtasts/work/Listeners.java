package io.github.mtasts.work;

import io.github.mtasts.failure.internal.LogLimit;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes events to listeners of the operator. Each listener has a daemon thread of its own, so that one that blocks holds up
 * neither mail nor another listener: up to 10,000 events wait for it, and more are lost and counted. One that throws loses
 * that event. Thread-safe.
 *
 * @param <L> the kind of listener
 */
public final class Listeners<L> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final int MAX_WAITING = 10_000;
    private static final long IDLE_SECONDS = 10;

    private record Line<L>(L listener, Executor thread) {}

    private final List<Line<L>> lines;
    private final LongAdder lost = new LongAdder();
    private final LogLimit log = new LogLimit();
    private volatile boolean closed;

    private Listeners(List<Line<L>> lines) {
        this.lines = lines;
    }

    /**
     * Makes the delivery to these listeners.
     *
     * @param listeners may throw, and may block
     * @param <L> the kind of listener
     * @return without threads until the first event
     */
    public static <L> Listeners<L> of(List<? extends L> listeners) {
        return new Listeners<>(listeners.stream()
                .map(listener -> new Line<L>(listener, thread()))
                .toList());
    }

    /**
     * Makes the delivery to one listener on a given executor, for a test that waits for no thread.
     *
     * @param executor runs each call
     * @param listener may throw
     * @param <L> the kind of listener
     * @return the delivery
     */
    public static <L> Listeners<L> on(Executor executor, L listener) {
        return new Listeners<>(List.of(new Line<>(listener, executor)));
    }

    private static Executor thread() {
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), work -> {
                    Thread thread = new Thread(work, "mta-sts-events");
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /**
     * Whether there is no listener: then no event need be made.
     *
     * @return true without listeners
     */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /**
     * Tells every listener. Does not block, and throws nothing.
     *
     * @param event calls one method of the listener
     */
    public void tell(Consumer<? super L> event) {
        for (Line<L> line : lines) {
            try {
                line.thread.execute(() -> call(line.listener, event));
            } catch (RejectedExecutionException | OutOfMemoryError e) { // the latter: no thread can be started
                lose(e);
            }
        }
    }

    private void call(L listener, Consumer<? super L> event) {
        try {
            event.accept(listener);
        } catch (Throwable e) {
            log.log("threw", more -> LOG.warn("Event lost: a listener threw{}", more, e));
        }
    }

    private void lose(Throwable cause) {
        if (!closed) {
            lost.increment();
            log.log("lost", more -> LOG.warn("Event lost: a listener is too slow, its queue is full{}", more, cause));
        }
    }

    /**
     * The events that wait for their listeners.
     *
     * @return how many now
     */
    public int waiting() {
        int waiting = 0;
        for (Line<L> line : lines) {
            waiting += line.thread instanceof ThreadPoolExecutor pool
                    ? pool.getQueue().size()
                    : 0;
        }
        return waiting;
    }

    /**
     * The events that were lost because a listener was too slow.
     *
     * @return how many since this was made
     */
    public long lost() {
        return lost.sum();
    }

    /** Ends the threads once the events that wait have been delivered. Does not wait. Later events are not delivered. */
    @Override
    public void close() {
        closed = true;
        for (Line<L> line : lines) {
            if (line.thread instanceof ThreadPoolExecutor pool) {
                pool.shutdown();
            }
        }
    }
}
