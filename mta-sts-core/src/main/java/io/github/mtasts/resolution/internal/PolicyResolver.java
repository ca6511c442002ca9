package io.github.mtasts.resolution.internal;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.PolicyFetcher;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.InForce;
import io.github.mtasts.resolution.PolicyResolution.NoPolicy;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.PolicyResolution.Source;
import io.github.mtasts.resolution.PolicyResolution.Undetermined;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.resolution.ResolutionSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
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

    private static final String CLOSED = "the library was closed";

    private final LookupExecutors remote;
    private final PolicyCache cache;
    private final Clock clock;
    private final ResolutionSettings settings;
    private final long compareEveryMillis;
    private final NegativeCache absences;
    private final FetchHistory history;
    private final SingleFlight<PolicyResolution> finds = new SingleFlight<>();
    private final SingleFlight<PolicyResolution> checks = new SingleFlight<>();
    private final SingleFlight<RefreshResult> refreshes = new SingleFlight<>();
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
            Function<PolicyDomain, StsDiscoveryResult> discovery,
            PolicyFetcher fetcher,
            PolicyCache cache,
            Clock clock,
            ResolutionSettings settings) {
        this.remote = new LookupExecutors(discovery, fetcher, settings.maxLookups(), settings.maxFetches());
        this.cache = cache;
        this.clock = clock;
        this.settings = settings;
        this.compareEveryMillis = settings.compareEvery().toMillis();
        this.absences = new NegativeCache(settings.maxRemembered());
        this.history = new FetchHistory(settings.maxRemembered());
    }

    /**
     * The cached entry in force. Does no I/O and takes no lock; a comparison of its TXT id that is due is started in the
     * background.
     *
     * @param domain the Policy Domain
     * @return null when there is none, when every delivery is to check, or when the cache could not tell: ask
     *     {@link #known}
     */
    public @Nullable CachedPolicy entryInForce(PolicyDomain domain) {
        if (settings.alwaysCheck()) {
            return null;
        }
        try {
            return usable(domain, clock.millis());
        } catch (RuntimeException e) {
            LOG.debug("the cache threw for {}; asked again, it may tell why", domain, e);
            return null;
        }
    }

    /**
     * What is known without asking anyone: the {@link #entryInForce}, or an absence that is remembered.
     *
     * @param domain the Policy Domain
     * @return the resolution; null when it takes a {@link #check}
     */
    public @Nullable PolicyResolution known(PolicyDomain domain) {
        if (settings.alwaysCheck()) {
            return null;
        }
        try {
            long now = clock.millis();
            CachedPolicy cached = usable(domain, now);
            return cached != null ? fromCache(cached) : absences.at(domain, now);
        } catch (RuntimeException e) {
            return cacheThrew(domain, e);
        }
    }

    private @Nullable CachedPolicy usable(PolicyDomain domain, long now) {
        CachedPolicy cached = cache.inMemory(domain, now);
        if (cached != null && cached.isComparisonDue(now, compareEveryMillis)) {
            checkInBackground(domain);
        }
        return cached;
    }

    /**
     * The cached policy in force, from wherever the cache keeps it. Asks nobody else and starts nothing.
     *
     * @param domain the Policy Domain
     * @return null when there is none; {@link Undetermined} when the cache could not tell
     */
    public @Nullable PolicyResolution cached(PolicyDomain domain) {
        try {
            CachedPolicy cached = inForce(domain, clock.millis());
            return cached == null ? null : fromCache(cached);
        } catch (RuntimeException e) {
            return cacheThrew(domain, e);
        }
    }

    /**
     * The answer to give when a check has not ended in time: the cached policy rules; without one a fetch that failed in
     * the last five minutes is known; else it is as when the DNS fails (D11). The check goes on and fills the cache.
     *
     * @param domain the Policy Domain
     * @return the resolution
     */
    public PolicyResolution withoutWaiting(PolicyDomain domain) {
        return withoutAnswer(domain, "the look-up goes on");
    }

    /**
     * Asks the DNS for the id, uncached, and fetches when it is a new one. Joins a check of the same domain that is under
     * way. A failed check leaves the cached policy in force.
     *
     * @param domain the Policy Domain
     * @return completes with the policy in force after the check, never exceptionally
     */
    public CompletableFuture<PolicyResolution> check(PolicyDomain domain) {
        return checks.join(
                domain,
                () -> remote.discover(domain).thenCompose(found -> afterDiscovery(domain, found)),
                error -> unanswered(domain, error),
                resolution -> closed ? new Undetermined(CLOSED) : resolution);
    }

    /**
     * Finds the policy for a delivery: what the cache keeps outside of memory is used at once, and compared in the
     * background; only without it is it a {@link #check}.
     *
     * @param domain the Policy Domain
     * @return completes with the policy in force, never exceptionally
     */
    public CompletableFuture<PolicyResolution> find(PolicyDomain domain) {
        if (settings.alwaysCheck()) {
            noteUse(domain);
            return check(domain);
        }
        return finds.join(
                domain,
                () -> remote.recall(() -> Optional.ofNullable(kept(domain)))
                        .thenCompose(kept ->
                                kept.map(CompletableFuture::completedFuture).orElseGet(() -> check(domain))),
                error -> unanswered(domain, error),
                resolution -> closed ? new Undetermined(CLOSED) : resolution);
    }

    /** A cache that refreshes what is used has to see that it is. */
    private void noteUse(PolicyDomain domain) {
        try {
            var unused = cache.inMemory(domain, clock.millis());
        } catch (RuntimeException e) {
            LOG.debug("the cache threw for {}; asked again, it may tell why", domain, e);
        }
    }

    private @Nullable PolicyResolution kept(PolicyDomain domain) {
        PolicyResolution cached = cached(domain);
        if (cached instanceof InForce) {
            checkInBackground(domain);
        }
        return cached;
    }

    /**
     * Fetches the policy in force anew, whatever the TXT record says (RFC 8461 section 10.2): the record is asked for its
     * id alone, and where there is none the known id is kept. Back-off and limits are those of every fetch.
     *
     * @param domain the Policy Domain
     * @return completes with what came of it, never exceptionally
     */
    public CompletableFuture<RefreshResult> refresh(PolicyDomain domain) {
        return refreshes.join(
                domain,
                () -> remote.discover(domain).thenCompose(found -> fetchAnew(domain, found)),
                error -> new RefreshResult.NotTried(notTried(domain, error)),
                result -> result);
    }

    private CompletableFuture<RefreshResult> fetchAnew(PolicyDomain domain, StsDiscoveryResult found) {
        long now = clock.millis();
        CachedPolicy cached = inForce(domain, now);
        if (closed || cached == null) {
            return notTried(closed ? CLOSED : "no policy is in force");
        }
        String id = found instanceof StsDiscoveryResult.Found announced
                ? announced.record().id()
                : cached.id();
        if (history.backoff(domain, id, true, now) != null) {
            return notTried("it was fetched, or failed, less than five minutes ago");
        }
        return remote.fetch(domain).thenApply(result -> {
            afterFetch(domain, id, result);
            if (result instanceof FetchResult.Failed failed) {
                return closed || failed.cause() == FetchResult.Cause.CLOSED
                        ? new RefreshResult.NotTried(CLOSED)
                        : new RefreshResult.Failed(failed.failure(), cached);
            }
            CachedPolicy renewed = inForce(domain, clock.millis());
            return new RefreshResult.Renewed(renewed != null ? renewed : cached);
        });
    }

    private static CompletableFuture<RefreshResult> notTried(String reason) {
        return CompletableFuture.completedFuture(new RefreshResult.NotTried(reason));
    }

    private String notTried(PolicyDomain domain, Throwable error) {
        Throwable cause = unwrapped(error);
        if (!(cause instanceof RejectedExecutionException)) {
            LOG.warn("the refresh of {} threw", domain, cause);
        }
        return "not tried: " + cause.getClass().getSimpleName();
    }

    /**
     * Starts a {@link #check} and does not wait for it.
     *
     * @param domain the Policy Domain
     */
    public void checkInBackground(PolicyDomain domain) {
        if (!checks.isUnderWay(domain)) {
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
        remote.close();
        finds.endAll(new Undetermined(CLOSED));
        checks.endAll(new Undetermined(CLOSED));
        refreshes.endAll(new RefreshResult.NotTried(CLOSED));
    }

    private CompletableFuture<PolicyResolution> afterDiscovery(PolicyDomain domain, StsDiscoveryResult found) {
        if (closed) { // what an interrupted look-up answers says nothing about the domain
            return CompletableFuture.completedFuture(new Undetermined(CLOSED));
        }
        long now = clock.millis();
        if (found instanceof StsDiscoveryResult.Found announced) {
            return announced(domain, announced.record().id(), now);
        }
        PolicyResolution resolution;
        if (found instanceof StsDiscoveryResult.Absent absent) {
            resolution = keptOr(domain, now, "txt-absent", noPolicy(Reason.NOT_PUBLISHED));
            if (resolution instanceof NoPolicy) {
                absences.published(domain, resolution, absent.ttl(), now);
            }
        } else if (found instanceof StsDiscoveryResult.Invalid invalid) {
            resolution = keptOr(domain, now, "txt-invalid: " + invalid.reason(), noPolicy(Reason.INVALID_RECORD));
            if (resolution instanceof NoPolicy) {
                absences.published(domain, resolution, invalid.ttl(), now);
            }
        } else {
            String reason = ((StsDiscoveryResult.TemporaryFailure) found).reason();
            resolution = keptOr(domain, now, "dns-failure: " + reason, undeterminedByDns(reason, Reason.DNS_FAILURE));
            if (!(resolution instanceof InForce)) {
                absences.dnsFailed(domain, resolution, now);
            }
        }
        return CompletableFuture.completedFuture(resolution);
    }

    private CompletableFuture<PolicyResolution> announced(PolicyDomain domain, String id, long now) {
        absences.forget(domain);
        CachedPolicy cached = inForce(domain, now);
        if (cached != null && cached.id().equals(id)) {
            cached.compared(now, null);
            return CompletableFuture.completedFuture(fromCache(cached));
        }
        FetchHistory.Backoff backoff = history.backoff(domain, id, cached != null, now);
        if (backoff != null) {
            return CompletableFuture.completedFuture(notFetched(domain, now, inBackoff(backoff)));
        }
        return remote.fetch(domain).thenApply(result -> afterFetch(domain, id, result));
    }

    private PolicyResolution afterFetch(PolicyDomain domain, String id, FetchResult result) {
        long now = clock.millis();
        if (result instanceof FetchResult.Fetched fetched) {
            fetched.warnings().forEach(warning -> LOG.info("policy of {}: {}", domain, warning));
            CachedPolicy entry = new CachedPolicy(fetched.policy(), id, Instant.ofEpochMilli(now));
            entry.compared(now, null);
            history.succeeded(domain, id, now);
            store(domain, entry);
            return new InForce(fetched.policy(), Source.FETCH, null);
        }
        FetchResult.Failed failed = (FetchResult.Failed) result;
        LOG.info("policy of {} not fetched: {}", domain, failed.failure());
        if (closed || failed.cause() == FetchResult.Cause.CLOSED) {
            return new Undetermined(CLOSED);
        }
        history.failed(domain, id, failed, now);
        return notFetched(domain, now, failed);
    }

    /** A policy is announced and was not fetched: the cached one stays, or there is none to apply. */
    private PolicyResolution notFetched(PolicyDomain domain, long now, FetchResult.Failed failed) {
        return kept(domain, now, failed.failure(), noPolicyFetched(failed));
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
        CachedPolicy entry = cache.get(domain);
        return entry != null && entry.inForceAt(now) ? entry : null;
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

    private static PolicyResolution noPolicyFetched(FetchResult.Failed failed) {
        return new NoPolicy(Reason.FETCH_FAILED, failed.failure(), failed.lines());
    }

    private static FetchResult.Failed inBackoff(FetchHistory.Backoff backoff) {
        FetchResult.Failed last = backoff.lastFailure();
        return last != null
                ? last
                : new FetchResult.Failed(
                        FetchResult.Cause.CONNECTION,
                        new Failure(
                                ResultType.STS_POLICY_FETCH_ERROR,
                                "too-many-ids: more than three fetches in five minutes"),
                        List.of());
    }

    /** A policy that was fetched is applied, whether or not it can be kept. */
    private void store(PolicyDomain domain, CachedPolicy entry) {
        try {
            cache.put(domain, entry);
        } catch (RuntimeException e) {
            LOG.warn("the cache did not take the policy of {}", domain, e);
        }
    }

    /** A cache that throws is no proof that there is no policy. */
    private static PolicyResolution cacheThrew(PolicyDomain domain, RuntimeException e) {
        LOG.warn("the cache threw when asked for {}; a port must answer, not throw", domain, e);
        return new Undetermined("cache-threw: " + e.getClass().getSimpleName());
    }

    /**
     * A check that was not made is nobody's failure but ours: it is neither reported, nor does it put off the next one.
     */
    private PolicyResolution unanswered(PolicyDomain domain, Throwable error) {
        Throwable cause = unwrapped(error);
        if (cause instanceof RejectedExecutionException) {
            LOG.warn("overloaded: no room for a check of {}", domain);
            return withoutAnswer(domain, "overloaded: too many domains wait for a check");
        }
        LOG.warn("the check of {} threw", domain, cause);
        return new Undetermined("check-threw: " + cause.getClass().getSimpleName());
    }

    private static Throwable unwrapped(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    private PolicyResolution withoutAnswer(PolicyDomain domain, String why) {
        PolicyResolution cached = cached(domain);
        if (cached != null) {
            return cached;
        }
        if (closed) {
            return new Undetermined(CLOSED);
        }
        FetchResult.Failed failed = history.lastFailure(domain, clock.millis());
        return failed != null ? noPolicyFetched(failed) : undeterminedByDns(why, Reason.NOT_YET_KNOWN);
    }
}
