package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Caches which domains ask for reports (RFC 8460 section 3). A domain is counted until a look-up has shown that it does
 * not ask for reports: a failed look-up loses no data. Look-ups run on an executor, at most one per domain at a time.
 * Thread-safe.
 */
final class RecordWatch {
    static final int MAX_DOMAINS = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(RecordWatch.class);
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

    private record Known(boolean isUnwanted, long untilMillis) {}

    private final Function<PolicyDomain, TlsRptDiscoveryResult> discovery;
    private final Executor executor;
    private final Clock clock;
    private final Consumer<PolicyDomain> unwanted;
    private final KnownDomains known = new KnownDomains();
    private final Set<PolicyDomain> underWay = ConcurrentHashMap.newKeySet();

    /** @param unwanted receives each domain that does not ask for reports */
    RecordWatch(
            Function<PolicyDomain, TlsRptDiscoveryResult> discovery,
            Executor executor,
            Clock clock,
            Consumer<PolicyDomain> unwanted) {
        this.discovery = discovery;
        this.executor = executor;
        this.clock = clock;
        this.unwanted = unwanted;
    }

    /** Returns whether a domain is known not to ask for reports. If this is unknown, starts a look-up and returns false. */
    boolean isUnwanted(PolicyDomain domain) {
        Known last = known.get(domain);
        long now = clock.millis();
        // An entry does not live longer because the clock was set back.
        if (last != null && now < last.untilMillis && now > last.untilMillis - LONGEST.toMillis() - 1) {
            return last.isUnwanted;
        }
        if (underWay.add(domain)) {
            try {
                executor.execute(() -> lookUp(domain));
            } catch (RejectedExecutionException e) {
                underWay.remove(domain); // the queue is full: retried with the next batch
            }
        }
        return false;
    }

    private void lookUp(PolicyDomain domain) {
        try {
            keep(domain, discovery.apply(domain));
        } catch (Throwable e) {
            LOG.error("TLSRPT record lookup failed unexpectedly for {}", domain, e);
            put(domain, false, AFTER_FAILURE);
        } finally {
            underWay.remove(domain);
        }
    }

    /** A record that cannot be used counts as none (D18). */
    private void keep(PolicyDomain domain, TlsRptDiscoveryResult result) {
        if (result instanceof TlsRptDiscoveryResult.Found found) {
            put(domain, false, bounded(found.ttl()));
        } else if (result instanceof TlsRptDiscoveryResult.Absent absent) {
            put(domain, true, bounded(absent.ttl()));
        } else if (result instanceof TlsRptDiscoveryResult.Invalid invalid) {
            put(domain, true, bounded(invalid.ttl()));
        } else {
            put(domain, false, AFTER_FAILURE);
        }
    }

    private void put(PolicyDomain domain, boolean isUnwanted, Duration lifetime) {
        known.put(domain, new Known(isUnwanted, clock.millis() + lifetime.toMillis()));
        if (isUnwanted) {
            unwanted.accept(domain);
        }
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
    }
}
