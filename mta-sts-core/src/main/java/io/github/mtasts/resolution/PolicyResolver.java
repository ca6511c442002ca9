package io.github.mtasts.resolution;

import io.github.mtasts.discovery.DiscoveryResult;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.PolicyFetcher;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.resolution.PolicyResolution.InForce;
import io.github.mtasts.resolution.PolicyResolution.NoPolicy;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.PolicyResolution.Source;
import io.github.mtasts.resolution.PolicyResolution.Undetermined;
import io.github.mtasts.resolution.internal.BoundedPool;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the policy in force for a domain (RFC 8461 section 5.1). Mail servers use it through {@code MtaSts}; it stands by
 * itself for programs that only want to know the policy. Thread-safe.
 *
 * <p>The rules it keeps: an unexpired policy is used at once; only a newer policy that was fetched and parsed replaces
 * it; whatever else a check finds is a failure to report; one check per domain is under way at a time.
 */
public final class PolicyResolver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyResolver.class);

    private final Function<PolicyDomain, DiscoveryResult> discovery;
    private final PolicyFetcher fetcher;
    private final PolicyCache cache;
    private final Clock clock;
    private final ResolutionSettings settings;
    private final long compareEveryMillis;
    private final Absences absences;
    private final FetchHistory history;
    private final ExecutorService lookups;
    private final ExecutorService fetches;
    private final Map<PolicyDomain, CompletableFuture<PolicyResolution>> underWay = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * A resolver with threads of its own, idle until there is something to look up.
     *
     * @param discovery finds the TXT record of a domain
     * @param fetcher fetches a policy
     * @param cache remembers policies
     * @param clock tells wall-clock time
     * @param settings the choices of the operator
     */
    public PolicyResolver(
            Function<PolicyDomain, DiscoveryResult> discovery,
            PolicyFetcher fetcher,
            PolicyCache cache,
            Clock clock,
            ResolutionSettings settings) {
        this.discovery = discovery;
        this.fetcher = fetcher;
        this.cache = cache;
        this.clock = clock;
        this.settings = settings;
        this.compareEveryMillis = settings.compareEvery().toMillis();
        this.absences = new Absences(settings.maxRemembered());
        this.history = new FetchHistory(settings.maxRemembered());
        this.lookups = BoundedPool.named("lookup", settings.maxLookups());
        this.fetches = BoundedPool.named("fetch", settings.maxFetches());
    }

    /**
     * What is known without asking anyone. Does no I/O and takes no lock when a policy is cached; a comparison of its TXT
     * id that is due is started in the background.
     *
     * @param domain the Policy Domain
     * @return the resolution; null when it takes a {@link #check}
     */
    public @Nullable PolicyResolution known(PolicyDomain domain) {
        if (settings.alwaysCheck()) {
            return null;
        }
        long now = clock.millis();
        CachedPolicy cached = inForce(domain, now);
        if (cached == null) {
            return absences.at(domain, now);
        }
        if (cached.isComparisonDue(now, compareEveryMillis)) {
            checkInBackground(domain);
        }
        return fromCache(cached);
    }

    /**
     * The cached policy in force. Asks nobody and starts nothing.
     *
     * @param domain the Policy Domain
     * @return null when there is none
     */
    public @Nullable PolicyResolution cached(PolicyDomain domain) {
        CachedPolicy cached = inForce(domain, clock.millis());
        return cached == null ? null : fromCache(cached);
    }

    /**
     * The answer to give when a check has not ended in time: the cached policy rules, else it is as when the DNS fails
     * (D11). The check goes on and fills the cache.
     *
     * @param domain the Policy Domain
     * @return the resolution
     */
    public PolicyResolution withoutWaiting(PolicyDomain domain) {
        CachedPolicy cached = inForce(domain, clock.millis());
        return cached != null ? fromCache(cached) : undeterminedByDns("the look-up goes on", Reason.NOT_YET_KNOWN);
    }

    /**
     * Asks the DNS for the id, uncached, and fetches when it is a new one. Joins a check of the same domain that is under
     * way. A failed check leaves the cached policy in force.
     *
     * @param domain the Policy Domain
     * @return completes with the policy in force after the check, never exceptionally
     */
    public CompletableFuture<PolicyResolution> check(PolicyDomain domain) {
        CompletableFuture<PolicyResolution> started = new CompletableFuture<>();
        CompletableFuture<PolicyResolution> running = underWay.putIfAbsent(domain, started);
        if (running != null) {
            return running.copy();
        }
        var unused = run(lookups, () -> discovery.apply(domain))
                .exceptionally(error -> new DiscoveryResult.TemporaryFailure(describe("discovery", domain, error)))
                .thenCompose(found -> afterDiscovery(domain, found))
                .exceptionally(error -> new Undetermined(describe("resolution", domain, error)))
                .thenAccept(resolution -> {
                    underWay.remove(domain, started);
                    started.complete(closed ? new Undetermined("the library was closed") : resolution);
                });
        return started.copy();
    }

    /**
     * Starts a {@link #check} and does not wait for it.
     *
     * @param domain the Policy Domain
     */
    public void checkInBackground(PolicyDomain domain) {
        if (!underWay.containsKey(domain)) {
            var unused = check(domain);
        }
    }

    /**
     * Whether a delivery is to go on without waiting for the first fetch.
     *
     * @return the setting
     */
    public boolean fetchesInBackground() {
        return settings.fetchInBackground();
    }

    /** Ends every check under way: whoever waits for one is answered {@link Undetermined}. */
    @Override
    public void close() {
        closed = true;
        lookups.shutdownNow();
        fetches.shutdownNow();
        underWay.forEach((domain, check) -> check.complete(new Undetermined("the library was closed")));
        underWay.clear();
    }

    private CompletableFuture<PolicyResolution> afterDiscovery(PolicyDomain domain, DiscoveryResult found) {
        long now = clock.millis();
        if (found instanceof DiscoveryResult.Found announced) {
            return announced(domain, announced.record().id(), now);
        }
        PolicyResolution resolution;
        if (found instanceof DiscoveryResult.Absent absent) {
            resolution = keptOr(domain, now, "txt-absent", noPolicy(Reason.NOT_PUBLISHED));
            if (resolution instanceof NoPolicy) {
                absences.published(domain, resolution, absent.ttl(), now);
            }
        } else if (found instanceof DiscoveryResult.Invalid invalid) {
            resolution = keptOr(domain, now, "txt-invalid: " + invalid.reason(), noPolicy(Reason.INVALID_RECORD));
            if (resolution instanceof NoPolicy) {
                absences.published(domain, resolution, invalid.ttl(), now);
            }
        } else {
            String reason = ((DiscoveryResult.TemporaryFailure) found).reason();
            resolution = keptOr(domain, now, "dns-failure: " + reason, undeterminedByDns(reason, Reason.DNS_FAILURE));
            if (!(resolution instanceof InForce)) {
                absences.dnsFailed(domain, resolution, now);
            }
        }
        return CompletableFuture.completedFuture(resolution);
    }

    private CompletableFuture<PolicyResolution> announced(PolicyDomain domain, String id, long now) {
        CachedPolicy cached = inForce(domain, now);
        if (cached != null && cached.id().equals(id)) {
            cached.compared(now, null);
            return CompletableFuture.completedFuture(fromCache(cached));
        }
        FetchHistory.Backoff backoff = history.backoff(domain, id, now);
        if (backoff != null) {
            return CompletableFuture.completedFuture(notFetched(domain, now, inBackoff(backoff)));
        }
        return run(fetches, () -> fetcher.fetch(domain))
                .exceptionally(error -> fetchFailed(FetchResult.Cause.CONNECTION, describe("fetch", domain, error)))
                .thenApply(result -> afterFetch(domain, id, result));
    }

    private PolicyResolution afterFetch(PolicyDomain domain, String id, FetchResult result) {
        long now = clock.millis();
        if (result instanceof FetchResult.Fetched fetched) {
            fetched.warnings().forEach(warning -> LOG.info("policy of {}: {}", domain, warning));
            CachedPolicy entry = new CachedPolicy(fetched.policy(), id, Instant.ofEpochMilli(now));
            entry.compared(now, null);
            cache.put(domain, entry);
            absences.forget(domain);
            if (fetched.policy().maxAgeSeconds() > 0) { // D07: max_age 0 asks for a fetch at every delivery
                history.succeeded(domain, id, now);
            }
            return new InForce(fetched.policy(), Source.FETCH, null);
        }
        FetchResult.Failed failed = (FetchResult.Failed) result;
        LOG.info("policy of {} not fetched: {}", domain, failed.failure());
        if (failed.cause() == FetchResult.Cause.CLOSED) {
            return new Undetermined(failed.failure().reason());
        }
        history.failed(domain, id, failed, now);
        return notFetched(domain, now, failed);
    }

    /** A policy is announced and was not fetched: the cached one stays, or there is none to apply. */
    private PolicyResolution notFetched(PolicyDomain domain, long now, FetchResult.Failed failed) {
        return kept(domain, now, failed.failure(), new NoPolicy(Reason.FETCH_FAILED, failed.failure(), failed.lines()));
    }

    private PolicyResolution keptOr(PolicyDomain domain, long now, String reason, PolicyResolution otherwise) {
        return kept(domain, now, new Failure(ResultType.STS_POLICY_FETCH_ERROR, reason), otherwise);
    }

    /**
     * The one rule of this class: whatever a check failed with, an unexpired policy stays in force, and the failure is
     * remembered beside it (RFC 8461 sections 3.3 and 6), except for mode none.
     */
    private PolicyResolution kept(PolicyDomain domain, long now, Failure failure, PolicyResolution otherwise) {
        CachedPolicy cached = inForce(domain, now);
        if (cached == null) {
            return otherwise;
        }
        cached.compared(now, cached.policy().mode() == PolicyMode.NONE ? null : failure);
        return fromCache(cached);
    }

    private @Nullable CachedPolicy inForce(PolicyDomain domain, long now) {
        return cache.getAt(domain, now);
    }

    private PolicyResolution undeterminedByDns(String reason, Reason none) {
        return settings.deferOnDnsFailure() ? new Undetermined(reason) : noPolicy(none);
    }

    private static PolicyResolution fromCache(CachedPolicy cached) {
        return cached.resolution();
    }

    private static PolicyResolution noPolicy(Reason reason) {
        return new NoPolicy(reason, null, List.of());
    }

    private static FetchResult.Failed inBackoff(FetchHistory.Backoff backoff) {
        FetchResult.Failed last = backoff.lastFailure();
        return last != null
                ? last
                : fetchFailed(FetchResult.Cause.CONNECTION, "too-many-ids: more than three fetches in five minutes");
    }

    private static FetchResult.Failed fetchFailed(FetchResult.Cause cause, String reason) {
        return new FetchResult.Failed(cause, new Failure(ResultType.STS_POLICY_FETCH_ERROR, reason), List.of());
    }

    /** A full queue is an answer, not an exception. */
    private static <T> CompletableFuture<T> run(ExecutorService workers, Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, workers);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private String describe(String what, PolicyDomain domain, Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        if (closed) {
            return "the library was closed";
        }
        if (cause instanceof RejectedExecutionException) {
            return "overloaded: too many domains wait for " + what;
        }
        LOG.warn("{} of {} threw; a port must answer, not throw", what, domain, cause);
        return what + " threw " + cause.getClass().getSimpleName();
    }
}
