package io.github.mtasts.smtp.internal;

import io.github.mtasts.Candidate;
import io.github.mtasts.Opening;
import io.github.mtasts.ParkedConnection;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.smtp.SmartHost;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections of a sender, by host. A connection comes out only for a decision that it satisfies
 * ({@link Candidate.Proceed#reuse}); it is closed when it was idle for long, and the oldest one when there are too many.
 * Thread-safe.
 *
 * @param <C> the kind of connection
 * @param <S> what a user keeps with a connection
 */
public final class ConnectionPool<C, S> implements AutoCloseable {
    /** Servers end a session that lasts long, or count its messages. */
    private static final long MAX_AGE_NANOS = Duration.ofMinutes(5).toNanos();

    /**
     * The properties that make two connections interchangeable.
     *
     * @param host the MX host or the smart host
     * @param port its port
     * @param login the credentials that were given; null when there were none
     */
    public record Key(MxHost host, int port, SmartHost.@Nullable Login login) {
        @Override
        public String toString() {
            return host + ":" + port + (login == null ? "" : " as " + login);
        }
    }

    /**
     * A connection that is in use.
     *
     * @param <C> the kind of connection
     * @param <S> what its user keeps with it
     * @param ready the connection for mail
     * @param sinceNanos when it was opened
     * @param state what its user keeps with it
     */
    public record Open<C, S>(Opening.Ready<C> ready, long sinceNanos, S state) {
        /** A connection that was opened just now. */
        public static <C, S> Open<C, S> of(Opening.Ready<C> ready, S state) {
            return new Open<>(ready, System.nanoTime(), state);
        }

        public Open<C, S> with(S newState) {
            return new Open<>(ready, sinceNanos, newState);
        }

        @Override
        public String toString() {
            return ready + " " + state;
        }
    }

    private static final class Idle<C, S> {
        private final ParkedConnection<C> connection;
        private final Key key;
        private final long sinceNanos;
        private final S state;
        private @Nullable ScheduledFuture<?> end;

        private Idle(Key key, Open<C, S> open) {
            this.connection = open.ready().park();
            this.key = key;
            this.sinceNanos = open.sinceNanos();
            this.state = open.state();
        }
    }

    private final int capacity;
    private final Duration idleLimit;
    private final ScheduledExecutorService scheduler;
    private final Map<Key, Deque<Idle<C, S>>> byKey = new HashMap<>();
    /** Oldest first. */
    private final Set<Idle<C, S>> all = new LinkedHashSet<>();

    private boolean closed;

    public ConnectionPool(int capacity, Duration idleLimit, ScheduledExecutorService scheduler) {
        this.capacity = capacity;
        this.idleLimit = idleLimit;
        this.scheduler = scheduler;
    }

    /** Takes the connection that was used last and satisfies the decision. */
    public synchronized Optional<Open<C, S>> take(Key key, Candidate.Proceed proceed) {
        Deque<Idle<C, S>> idle = byKey.getOrDefault(key, new ArrayDeque<>());
        for (Iterator<Idle<C, S>> each = idle.iterator(); each.hasNext(); ) {
            Idle<C, S> next = each.next();
            Optional<Opening.Ready<C>> ready = proceed.reuse(next.connection);
            if (ready.isPresent()) {
                each.remove();
                forget(next);
                return Optional.of(new Open<>(ready.get(), next.sinceNanos, next.state));
            }
        }
        return Optional.empty();
    }

    /** Keeps a connection. Returns false when it is too old, or the pool keeps none: its user closes it. */
    public boolean put(Key key, Open<C, S> open) {
        if (capacity == 0 || System.nanoTime() - open.sinceNanos() > MAX_AGE_NANOS) {
            return false;
        }
        Idle<C, S> idle = new Idle<>(key, open);
        List<Idle<C, S>> superfluous = new ArrayList<>();
        synchronized (this) {
            if (closed || !expectEnd(idle)) {
                superfluous.add(idle);
            } else {
                byKey.computeIfAbsent(key, unused -> new ArrayDeque<>()).addFirst(idle);
                all.add(idle);
            }
            while (all.size() > capacity) {
                Idle<C, S> oldest = all.iterator().next();
                remove(oldest);
                superfluous.add(oldest);
            }
        }
        superfluous.forEach(each -> each.connection.close());
        return true;
    }

    private boolean expectEnd(Idle<C, S> idle) {
        try {
            idle.end = scheduler.schedule(() -> end(idle), idleLimit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // the scheduler was shut down
        }
    }

    private void end(Idle<C, S> idle) {
        synchronized (this) {
            remove(idle);
        }
        idle.connection.close(); // has no effect on one that was taken
    }

    private void remove(Idle<C, S> idle) {
        Deque<Idle<C, S>> same = byKey.get(idle.key);
        if (same != null) {
            same.remove(idle);
        }
        forget(idle);
    }

    private void forget(Idle<C, S> idle) {
        all.remove(idle);
        if (idle.end != null) {
            idle.end.cancel(false);
        }
        Deque<Idle<C, S>> same = byKey.get(idle.key);
        if (same != null && same.isEmpty()) {
            byKey.remove(idle.key);
        }
    }

    /** The number of idle connections. */
    public synchronized int size() {
        return all.size();
    }

    @Override
    public void close() {
        List<Idle<C, S>> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(all);
            open.forEach(this::remove);
        }
        open.forEach(idle -> idle.connection.close());
    }
}
