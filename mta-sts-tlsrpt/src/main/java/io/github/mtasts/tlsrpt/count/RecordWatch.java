package io.github.mtasts.tlsrpt.count;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.mtasts.name.PolicyDomain;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which domains ask for reports (RFC 8460 section 3). A domain is counted until it is known that it does not: what the
 * DNS cannot tell loses nothing (pitfall 25). Look-ups are done elsewhere, one for a domain at a time. Thread-safe.
 */
final class RecordWatch {
    private static final Logger LOG = LoggerFactory.getLogger(RecordWatch.class);
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
    private static final int MAX_DOMAINS = 100_000;

    private record Known(boolean asksForReports, long untilMillis) {}

    private final RecordLookup lookup;
    private final Executor executor;
    private final Clock clock;
    private final Consumer<PolicyDomain> unwanted;
    private final Cache<PolicyDomain, Known> known;
    private final Set<PolicyDomain> underWay = ConcurrentHashMap.newKeySet();

    /** @param unwanted is told each domain that was found to ask for no reports */
    RecordWatch(RecordLookup lookup, Executor executor, Clock clock, Consumer<PolicyDomain> unwanted) {
        this.lookup = lookup;
        this.executor = executor;
        this.clock = clock;
        this.unwanted = unwanted;
        this.known = Caffeine.newBuilder()
                .maximumSize(MAX_DOMAINS)
                .executor(Runnable::run)
                .build();
    }

    /** Whether a domain is known to ask for no reports; looks it up when that is not known, and says no meanwhile. */
    boolean isUnwanted(PolicyDomain domain) {
        Known last = known.getIfPresent(domain);
        long now = clock.millis();
        // A clock that was set back is no reason to believe longer.
        if (last != null && now < last.untilMillis && now > last.untilMillis - LONGEST.toMillis() - 1) {
            return !last.asksForReports;
        }
        if (underWay.add(domain)) {
            try {
                executor.execute(() -> lookUp(domain));
            } catch (RejectedExecutionException e) {
                underWay.remove(domain); // many at once: asked again with the next batch
            }
        }
        return false;
    }

    private void lookUp(PolicyDomain domain) {
        try {
            RecordLookup.Answer answer = lookup.ask(domain);
            Boolean asks = answer.asksForReports();
            remember(domain, asks, answer.ttl());
        } catch (RuntimeException e) {
            LOG.error(
                    "looking up the TLSRPT record of {} failed by a fault of this library or of its resolver",
                    domain,
                    e);
            remember(domain, null, AFTER_FAILURE);
        } finally {
            underWay.remove(domain);
        }
    }

    private void remember(PolicyDomain domain, @Nullable Boolean asks, Duration ttl) {
        Duration kept = asks == null ? AFTER_FAILURE : between(SHORTEST, ttl, LONGEST);
        known.put(domain, new Known(asks == null || asks, clock.millis() + kept.toMillis()));
        if (asks != null && !asks) {
            unwanted.accept(domain);
        }
    }

    private static Duration between(Duration least, Duration value, Duration most) {
        return value.compareTo(least) < 0 ? least : value.compareTo(most) > 0 ? most : value;
    }
}
