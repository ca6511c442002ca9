package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Caches which domains ask for reports (RFC 8460 section 3). Look-ups run on an executor, at most one per domain at a time; a
 * look-up that the executor refuses waits here until it has room. Thread-safe.
 */
final class RecordWatch {
    static final int MAX_DOMAINS = 100_000;
    static final int MAX_WAITING = 200_000;

    private static final Logger LOG = LoggerFactory.getLogger(RecordWatch.class);
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
    private static final long NO_DAY = Long.MIN_VALUE;

    /** The answer to whether a domain asks for reports. */
    enum Answer {
        WANTED,
        UNWANTED,
        UNKNOWN
    }

    /** Receives answers, on the threads of the look-ups. */
    interface Listener {
        /** A look-up found a record with these destinations. */
        void found(PolicyDomain domain, Set<String> destinations);

        /** A look-up showed that a domain does not ask for reports. */
        void unwanted(PolicyDomain domain);
    }

    /**
     * @param confirmedDay the epoch day of which the store holds nothing that contradicts the answer
     * @param destinations the URIs in the record; empty unless the answer is WANTED
     */
    private record Known(Answer answer, long untilMillis, long confirmedDay, Set<String> destinations) {}

    private final Function<PolicyDomain, TlsRptDiscoveryResult> discovery;
    private final Executor executor;
    private final Clock clock;
    private final Listener listener;
    private final KnownDomains known = new KnownDomains();
    /** The domains whose look-up waits or runs. */
    private final Set<PolicyDomain> underWay = ConcurrentHashMap.newKeySet();

    private final Queue<PolicyDomain> waiting = new ArrayDeque<>();

    RecordWatch(
            Function<PolicyDomain, TlsRptDiscoveryResult> discovery,
            Executor executor,
            Clock clock,
            Listener listener) {
        this.discovery = discovery;
        this.executor = executor;
        this.clock = clock;
        this.listener = listener;
    }

    /** Returns the answer for a domain. Starts a look-up if there is none that is still valid. */
    Answer ask(PolicyDomain domain) {
        Known last = valid(domain);
        if (last != null) {
            return last.answer;
        }
        if (underWay.add(domain) && !start(domain)) {
            queue(domain);
        }
        return Answer.UNKNOWN;
    }

    /** Returns the answer for a domain without starting a look-up. */
    Answer answer(PolicyDomain domain) {
        Known last = valid(domain);
        return last == null ? Answer.UNKNOWN : last.answer;
    }

    /** Returns the destinations of a domain that asks for reports; empty for any other. */
    Set<String> destinations(PolicyDomain domain) {
        Known last = valid(domain);
        return last == null ? Set.of() : last.destinations;
    }

    private @Nullable Known valid(PolicyDomain domain) {
        Known last = known.get(domain);
        long now = clock.millis();
        // An entry does not live longer because the clock was set back.
        return last != null && now < last.untilMillis && now > last.untilMillis - LONGEST.toMillis() - 1 ? last : null;
    }

    /** Starts the waiting look-ups for which the executor has room. */
    void startWaiting() {
        synchronized (waiting) {
            while (!waiting.isEmpty() && start(waiting.element())) {
                waiting.remove();
            }
        }
    }

    /** Notes that the store holds no report and no sighting of a day for a domain that does not ask for reports. */
    void confirm(PolicyDomain domain, long epochDay) {
        known.confirm(domain, epochDay);
    }

    boolean isConfirmed(PolicyDomain domain, long epochDay) {
        Known last = known.get(domain);
        return last != null && last.confirmedDay == epochDay;
    }

    private boolean start(PolicyDomain domain) {
        try {
            executor.execute(() -> lookUp(domain));
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            return false; // the queue is full, or no thread can be started
        }
    }

    private void queue(PolicyDomain domain) {
        synchronized (waiting) {
            if (waiting.size() < MAX_WAITING) {
                waiting.add(domain);
                return;
            }
        }
        underWay.remove(domain); // asked again with its next session
    }

    private void lookUp(PolicyDomain domain) {
        try {
            keep(domain, discovery.apply(domain));
        } catch (Throwable e) {
            LOG.error("TLSRPT record lookup failed unexpectedly for {}", domain, e);
            put(domain, Answer.UNKNOWN, AFTER_FAILURE);
        } finally {
            underWay.remove(domain);
        }
    }

    /** A record that cannot be used counts as none (D18). */
    private void keep(PolicyDomain domain, TlsRptDiscoveryResult result) {
        if (result instanceof TlsRptDiscoveryResult.Found found) {
            Set<String> destinations = found.record().destinations().stream()
                    .map(ReportDestination::uri)
                    .collect(Collectors.toSet());
            put(domain, Answer.WANTED, bounded(found.ttl()), destinations);
            listener.found(domain, destinations);
        } else if (result instanceof TlsRptDiscoveryResult.Absent absent) {
            putUnwanted(domain, absent.ttl());
        } else if (result instanceof TlsRptDiscoveryResult.Invalid invalid) {
            putUnwanted(domain, invalid.ttl());
        } else {
            put(domain, Answer.UNKNOWN, AFTER_FAILURE);
        }
    }

    private void putUnwanted(PolicyDomain domain, Duration ttl) {
        put(domain, Answer.UNWANTED, bounded(ttl));
        listener.unwanted(domain);
    }

    private void put(PolicyDomain domain, Answer answer, Duration lifetime) {
        put(domain, answer, lifetime, Set.of());
    }

    private void put(PolicyDomain domain, Answer answer, Duration lifetime, Set<String> destinations) {
        known.put(domain, new Known(answer, clock.millis() + lifetime.toMillis(), NO_DAY, destinations));
    }

    private static Duration bounded(Duration ttl) {
        return ttl.compareTo(SHORTEST) < 0 ? SHORTEST : ttl.compareTo(LONGEST) > 0 ? LONGEST : ttl;
    }

    /** The most recently used domains. Thread-safe. */
    private static final class KnownDomains {
        private final Map<PolicyDomain, Known> entries = new LinkedHashMap<>(16, 0.75f, true);

        synchronized @Nullable Known get(PolicyDomain domain) {
            return entries.get(domain);
        }

        synchronized void put(PolicyDomain domain, Known known) {
            entries.put(domain, known);
            if (entries.size() > MAX_DOMAINS) {
                entries.remove(entries.keySet().iterator().next());
            }
        }

        synchronized void confirm(PolicyDomain domain, long epochDay) {
            Known last = entries.get(domain);
            if (last != null && last.answer == Answer.UNWANTED) {
                entries.put(domain, new Known(Answer.UNWANTED, last.untilMillis, epochDay, Set.of()));
            }
        }
    }
}
