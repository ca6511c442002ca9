package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.ReportingListener.SessionsDropped;
import io.github.mtasts.tlsrpt.store.internal.AddResult;
import io.github.mtasts.tlsrpt.store.internal.CountBatch;
import io.github.mtasts.tlsrpt.store.internal.ReportCounts;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds counts to the store in numbered batches. A batch with an unknown outcome is added again unchanged, and the store
 * recognises it. A batch that was rolled back because it does not fit is split; a single report that does not fit is given back,
 * and holds up no other. Used by one thread at a time.
 */
final class BatchWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SessionCounter.class);

    /** How often a call is told that the store is full before it leaves the rest to the next call. */
    private static final int REFUSALS = 8;

    /** Counts that are not in the store. */
    private record Part(Map<ReportKey, ReportCounts> counts, Set<ReportKey> unanswered) {}

    private final ReportRepository repository;
    private final ReportLimits limits;
    private final ReportingEvents events;
    private final Consumer<Map<ReportKey, ReportCounts>> refused;
    private final String writer = UUID.randomUUID().toString();
    private final Deque<Part> parts = new ArrayDeque<>();
    private @Nullable CountBatch inDoubt;
    private long batches;

    /** @param refused receives the counts of a report for which the store has no room */
    BatchWriter(
            ReportRepository repository,
            ReportLimits limits,
            ReportingEvents events,
            Consumer<Map<ReportKey, ReportCounts>> refused) {
        this.repository = repository;
        this.limits = limits;
        this.events = events;
        this.refused = refused;
    }

    /** Appends counts. */
    void append(Map<ReportKey, ReportCounts> counts, Set<ReportKey> unanswered) {
        parts.addLast(new Part(counts, unanswered));
    }

    boolean isEmpty() {
        return inDoubt == null && parts.isEmpty();
    }

    /**
     * Adds everything that was appended.
     *
     * @throws StoreException if the store fails or has no room for some of it; what it did not take, and was not given back,
     *     waits for the next call
     */
    void addAll() {
        StoreException full = null;
        for (int refusals = 0; !isEmpty() && refusals < REFUSALS; ) {
            CountBatch batch = inDoubt != null ? inDoubt : batch(parts.remove());
            inDoubt = batch;
            try {
                report(repository.add(batch, limits));
            } catch (StoreException e) {
                // An attempt whose answer was lost may have succeeded before this one was refused.
                if (!repository.isRefusal(e) || repository.isAdded(batch)) {
                    throw e;
                }
                split(batch, e);
                if (e.kind() == StoreException.Kind.FULL) {
                    full = e;
                    refusals++;
                }
            }
            inDoubt = null;
        }
        if (full != null) {
            throw full;
        }
    }

    private CountBatch batch(Part part) {
        return new CountBatch(writer, ++batches, part.counts(), part.unanswered());
    }

    private void split(CountBatch batch, StoreException cause) {
        List<ReportKey> reports = new ArrayList<>(batch.counts().keySet());
        if (reports.size() > 1) {
            parts.addFirst(part(batch, reports.subList(reports.size() / 2, reports.size())));
            parts.addFirst(part(batch, reports.subList(0, reports.size() / 2)));
        } else if (cause.kind() == StoreException.Kind.FULL) {
            refused.accept(batch.counts());
        } else {
            long sessions = sum(sessions(batch));
            LOG.error("Dropped {} sessions for {}: the report store refuses them", sessions, reports, cause);
            dropped(SessionsDropped.REFUSED, sessions);
        }
    }

    private static Part part(CountBatch batch, List<ReportKey> reports) {
        Map<ReportKey, ReportCounts> counts = new HashMap<>(batch.counts());
        counts.keySet().retainAll(Set.copyOf(reports));
        return new Part(counts, batch.unanswered());
    }

    private static Map<ReportKey, Long> sessions(CountBatch batch) {
        Map<ReportKey, Long> sessions = new HashMap<>();
        batch.counts().forEach((report, counts) -> sessions.put(report, counts.sessions()));
        return sessions;
    }

    private void report(AddResult added) {
        if (!added.late().isEmpty()) {
            long sessions = sum(added.late());
            LOG.warn(
                    "Dropped {} sessions for {} already closed reports, such as {}",
                    sessions,
                    added.late().size(),
                    added.late().keySet().iterator().next().text());
            dropped(SessionsDropped.LATE, sessions);
        }
        if (!added.tooMany().isEmpty()) {
            tooManyDomains(sum(added.tooMany()));
        }
        if (!added.unanswered().isEmpty()) {
            long sessions = sum(added.unanswered());
            LOG.warn(
                    "Dropped {} sessions of {} domains: more than {} domains of a day wait for the look-up of their TLSRPT"
                            + " records; raise lookupThreads or ReportLimits.unanswered",
                    sessions,
                    added.unanswered().size(),
                    limits.unanswered());
            dropped(SessionsDropped.TOO_MANY_UNANSWERED, sessions);
        }
    }

    void tooManyDomains(long sessions) {
        LOG.warn(
                "Dropped {} sessions: the day already has {} domains; raise ReportLimits.domains",
                sessions,
                limits.domains());
        dropped(SessionsDropped.TOO_MANY_DOMAINS, sessions);
    }

    private void dropped(SessionsDropped reason, long sessions) {
        events.tell(listener -> listener.sessionsDropped(reason, sessions));
    }

    /** The reports whose counts wait here. */
    int reports() {
        int reports = inDoubt == null ? 0 : inDoubt.counts().size();
        for (Part part : parts) {
            reports += part.counts().size();
        }
        return reports;
    }

    private static long sum(Map<ReportKey, Long> sessions) {
        return sessions.values().stream().mapToLong(Long::longValue).sum();
    }
}
