package io.github.mtasts.jakarta.mail;

import io.github.mtasts.Candidate;
import io.github.mtasts.Opening;
import io.github.mtasts.ParkedConnection;
import io.github.mtasts.name.MxHost;
import java.net.Socket;
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
 */
final class ConnectionPool implements AutoCloseable {
    /** Servers end a session that lasts long, or count its messages. */
    private static final long MAX_AGE_NANOS = Duration.ofMinutes(5).toNanos();

    /**
     * The properties that make two connections interchangeable.
     *
     * @param host the MX host or the smart host
     * @param port its port
     * @param login the credentials that were given; null when there were none
     */
    record Key(MxHost host, int port, SmartHost.@Nullable Login login) {}

    /**
     * A connection that is in use.
     *
     * @param ready the connection for mail
     * @param socket the TCP connection below it, which can be closed without blocking
     * @param sinceNanos when it was opened
     */
    record Open(Opening.Ready<Socket> ready, Socket socket, long sinceNanos) {}

    private static final class Idle {
        private final ParkedConnection<Socket> connection;
        private final Key key;
        private final Socket socket;
        private final long sinceNanos;
        private @Nullable ScheduledFuture<?> end;

        private Idle(ParkedConnection<Socket> connection, Key key, Socket socket, long sinceNanos) {
            this.connection = connection;
            this.key = key;
            this.socket = socket;
            this.sinceNanos = sinceNanos;
        }
    }

    private final int capacity;
    private final Duration idleLimit;
    private final ScheduledExecutorService scheduler;
    private final Map<Key, Deque<Idle>> byKey = new HashMap<>();
    /** Oldest first. */
    private final Set<Idle> all = new LinkedHashSet<>();

    private boolean closed;

    ConnectionPool(int capacity, Duration idleLimit, ScheduledExecutorService scheduler) {
        this.capacity = capacity;
        this.idleLimit = idleLimit;
        this.scheduler = scheduler;
    }

    /** Takes the connection that was used last and satisfies the decision. */
    synchronized Optional<Open> take(Key key, Candidate.Proceed proceed) {
        Deque<Idle> idle = byKey.getOrDefault(key, new ArrayDeque<>());
        for (Iterator<Idle> each = idle.iterator(); each.hasNext(); ) {
            Idle next = each.next();
            Optional<Opening.Ready<Socket>> ready = proceed.reuse(next.connection);
            if (ready.isPresent()) {
                each.remove();
                forget(next);
                return Optional.of(new Open(ready.get(), next.socket, next.sinceNanos));
            }
        }
        return Optional.empty();
    }

    /** Keeps a connection. Returns false when it is too old, or the pool keeps none: its user closes it. */
    boolean put(Key key, Open open) {
        if (capacity == 0 || System.nanoTime() - open.sinceNanos() > MAX_AGE_NANOS) {
            return false;
        }
        Idle idle = new Idle(open.ready().park(), key, open.socket(), open.sinceNanos());
        List<Idle> superfluous = new ArrayList<>();
        synchronized (this) {
            if (closed || !expectEnd(idle)) {
                superfluous.add(idle);
            } else {
                byKey.computeIfAbsent(key, unused -> new ArrayDeque<>()).addFirst(idle);
                all.add(idle);
            }
            while (all.size() > capacity) {
                Idle oldest = all.iterator().next();
                remove(oldest);
                superfluous.add(oldest);
            }
        }
        superfluous.forEach(each -> each.connection.close());
        return true;
    }

    private boolean expectEnd(Idle idle) {
        try {
            idle.end = scheduler.schedule(() -> end(idle), idleLimit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // the scheduler was shut down
        }
    }

    private void end(Idle idle) {
        synchronized (this) {
            remove(idle);
        }
        idle.connection.close(); // has no effect on one that was taken
    }

    private void remove(Idle idle) {
        Deque<Idle> same = byKey.get(idle.key);
        if (same != null) {
            same.remove(idle);
        }
        forget(idle);
    }

    private void forget(Idle idle) {
        all.remove(idle);
        if (idle.end != null) {
            idle.end.cancel(false);
        }
        Deque<Idle> same = byKey.get(idle.key);
        if (same != null && same.isEmpty()) {
            byKey.remove(idle.key);
        }
    }

    /** The number of idle connections. */
    synchronized int size() {
        return all.size();
    }

    @Override
    public void close() {
        List<Idle> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(all);
            open.forEach(this::remove);
        }
        open.forEach(idle -> idle.connection.close());
    }
}
