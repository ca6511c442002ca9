package io.github.mtasts.tlsrpt.store.internal;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import io.github.mtasts.work.Listeners;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Tells the operator's listeners what counting and sending do. Both use the same store, which works again when it works for
 * both. Thread-safe.
 */
public final class ReportingEvents implements AutoCloseable {
    private final Listeners<ReportingListener> listeners;
    private final AtomicInteger failing = new AtomicInteger();

    private ReportingEvents(Listeners<ReportingListener> listeners) {
        this.listeners = listeners;
    }

    /** Tells these listeners, each on a thread of its own. */
    public static ReportingEvents to(List<ReportingListener> listeners) {
        return new ReportingEvents(Listeners.of(listeners));
    }

    /** Tells one listener on this executor. */
    public static ReportingEvents on(Executor executor, ReportingListener listener) {
        return new ReportingEvents(Listeners.on(executor, listener));
    }

    /** Tells nobody. */
    public static ReportingEvents unheard() {
        return to(List.of());
    }

    /** Tells an event. Does not block, and throws nothing. */
    public void tell(Consumer<ReportingListener> event) {
        listeners.tell(event);
    }

    /** The store begins to fail for one of its users. */
    public void storeFailed(StoreException cause) {
        if (failing.getAndIncrement() == 0) {
            tell(listener -> listener.storeFailed(cause));
        }
    }

    /** The store works again for one of its users. */
    public void storeRecovered() {
        if (failing.decrementAndGet() == 0) {
            tell(ReportingListener::storeRecovered);
        }
    }

    /** Whether the store works for all of its users, as far as they tried. */
    public boolean storeWorks() {
        return failing.get() == 0;
    }

    /** The events that a listener was too slow for. */
    public long lost() {
        return listeners.lost();
    }

    @Override
    public void close() {
        listeners.close();
    }
}
