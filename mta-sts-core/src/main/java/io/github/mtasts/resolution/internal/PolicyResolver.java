package io.github.mtasts.resolution.internal;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.PolicyFetcher;
import io.github.mtasts.name.MxHost;
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
import io.github.mtasts.work.BoundedPool;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the policy in force for a domain (RFC 8461 section 5.1). Thread-safe.
 *
 * <p>An unexpired policy is used at once. Only a newer policy that was fetched and parsed replaces it; every other result
 * of a check is a failure to report. One check per domain is under way at a time.
 *
 * <p>No method does I/O on the calling thread, except {@link #cachedBeforeReturn}. Reads of the cache's store, DNS look-ups and
 * fetches run on the threads of {@link LookupExecutors}.
 */
public final class PolicyResolver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyResolver.class);

    /** While the checks of a domain find no room, its comparisons would only take more of it. */
    private static final long OVERLOAD_PAUSE_MILLIS = 5_000;

    private static final String CLOSED = "the library was closed";
    private static final String OVERLOADED = "overloaded: too many domains wait for a check";

    private final LookupExecutors remote;
    private final PolicyCache cache;
    private final Clock clock;
    private final FetchTimes fetchTimes;
    private final ResolutionSettings settings;
    private final long compareEveryMillis;
    private final NegativeCache negative;
    private final FetchHistory history;
    private final OwnPauses ownPauses;
    private final SingleFlight<PolicyResolution> finds = new SingleFlight<>();
    private final SingleFlight<PolicyResolution> checks = new SingleFlight<>();
    private final SingleFlight<PolicyResolution> reads = new SingleFlight<>();
    private final SingleFlight<RefreshResult> refreshes = new SingleFlight<>();
    private final LastTries lastTries = new LastTries();
    private final OwnFailures ownFailures = new OwnFailures();
    /** When a check found no room, by domain: a domain must not keep others from their comparisons. */
    private final LruMap<Long> overloadedAtMillis;

    private volatile boolean closed;

    /**
     * Makes a resolver with its own threads, which start with the first look-up.
     *
     * @param discovery finds the TXT record of a domain
     * @param fetcher fetches a policy
     * @param cache keeps policies
     * @param clock wall-clock time
     * @param settings the operator's settings
     */
    public PolicyResolver(
            Function<PolicyDomain, StsDiscoveryResult> discovery,
            PolicyFetcher fetcher,
            PolicyCache cache,
            Clock clock,
            ResolutionSettings settings) {
        this(discovery, fetcher, cache, clock, System::nanoTime, settings);
    }

    /**
     * Makes a resolver with the given clocks, for tests that advance time.
     *
     * @param discovery finds the TXT record of a domain
     * @param fetcher fetches a policy
     * @param cache keeps policies
     * @param clock wall-clock time
     * @param nanos monotonic time in nanoseconds
     * @param settings the operator's settings
     */
    public PolicyResolver(
            Function<PolicyDomain, StsDiscoveryResult> discovery,
            PolicyFetcher fetcher,
            PolicyCache cache,
            Clock clock,
            LongSupplier nanos,
            ResolutionSettings settings) {
        this.remote = new LookupExecutors(discovery, fetcher, settings.maxLookups(), settings.maxFetches());
        this.cache = cache;
        this.clock = clock;
        this.fetchTimes = new FetchTimes(clock, nanos);
        this.settings = settings;
        this.compareEveryMillis = settings.compareEvery().toMillis();
        this.negative = new NegativeCache(settings.maxRemembered());
        this.history = new FetchHistory(settings.maxRemembered());
        this.ownPauses = new OwnPauses(settings.maxRemembered());
        this.overloadedAtMillis = new LruMap<>(settings.maxRemembered());
    }

    /**
     * Looks up the policy for one delivery. Does no I/O. Takes no lock when the policy is in memory; then a comparison of
     * its TXT id that is due starts in the background.
     *
     * @param domain the Policy Domain
     * @return a settled answer, or one that is pending when the cache's store, the DNS or the Policy Host must be asked
     */
    public PolicyLookup lookUp(PolicyDomain domain) {
        try {
            long now = clock.millis();
            // Also where every delivery checks: a cache that refreshes only used policies must see the use.
            CachedPolicy entry = cache.inMemory(domain, now);
            if (!settings.alwaysCheck()) {
                if (entry != null) {
                    if (entry.isComparisonDue(now, compareEveryMillis)) {
                        checkInBackground(domain);
                    }
                    return new PolicyLookup.Cached(entry);
                }
                PolicyResolution absence = negative.get(domain, now);
                if (absence != null) {
                    return new PolicyLookup.Known(absence);
                }
            }
        } catch (Exception e) {
            return new PolicyLookup.Known(cacheThrew(domain, e));
        }
        if (settings.fetchInBackground()) {
            checkInBackground(domain);
            return new PolicyLookup.Pending(withoutWaiting(domain), PolicyLookup.Way.READ);
        }
        return settings.alwaysCheck()
                ? new PolicyLookup.Pending(check(domain), PolicyLookup.Way.CHECK)
                : new PolicyLookup.Pending(find(domain), PolicyLookup.Way.FIND);
    }

    /**
     * Starts the check before a last try (RFC 8461 section 5.1): one whose question to the DNS is answered from now on. Does
     * no I/O.
     *
     * @param domain the Policy Domain
     * @return the pending check, with the evidence that it was made
     */
    public PolicyLookup.Pending lastTry(PolicyDomain domain) {
        LastTry lastTry = new LastTry(cache);
        lastTries.begin(domain, lastTry);
        // Ends before anybody learns the result, and so before a later check can give this try its evidence.
        Runnable ended = () -> lastTries.end(domain, lastTry);
        boolean joins = checks.isUnderWay(domain);
        CompletableFuture<PolicyResolution> checked = !joins
                ? check(domain, ended)
                // The check that was under way may have had its answer before this try began.
                : check(domain)
                        .thenCompose(found -> lastTry.isAnswered() || closed
                                ? CompletableFuture.completedFuture(found)
                                : check(domain, ended));
        return new PolicyLookup.Pending(
                checked.whenComplete((found, error) -> ended.run()), PolicyLookup.Way.CHECK, lastTry);
    }

    /**
     * The checks, fetches and sessions that failed on this sender's side, for its operator: its name servers did not answer or
     * refused, its queues were full, its cache or another part of it is broken, or a limit of its JVM ended a handshake (D34).
     *
     * @return how many since the resolver was made
     */
    public long ownFailures() {
        return ownFailures.sum();
    }

    /**
     * The pools of this resolver, for the operator.
     *
     * @return reads of the cache's store, look-ups and fetches
     */
    public List<BoundedPool> pools() {
        return remote.pools();
    }

    /**
     * Counts a session that failed on this sender's side, such as by a limit of this JVM (D34).
     *
     * @param host the MX host
     * @param reason what failed; names the limit
     */
    public void sessionFailedHere(MxHost host, String reason) {
        ownFailures.add("session", more -> LOG.warn("Session with {} failed on this side: {}{}", host, reason, more));
    }

    /**
     * Reads the cached policy in force, for a message that may be returned to its sender. May block for I/O. Starts no check.
     *
     * @param domain the Policy Domain
     * @return null when there is none; {@link Undetermined} when the cache could not be read, because it may hold one, and after
     *     {@link #close()}
     */
    public @Nullable PolicyResolution cachedBeforeReturn(PolicyDomain domain) {
        long unreadable = cache.unreadableLookups();
        PolicyResolution cached = cached(domain);
        if (cached == null && closed) { // close() interrupts reads: the store may hold a policy
            return new Undetermined(CLOSED);
        }
        return cached == null && cache.unreadableLookups() != unreadable
                ? new Undetermined("the policy cache could not be read")
                : cached;
    }

    /**
     * Reads as {@link #cachedBeforeReturn} does, without blocking.
     *
     * @param domain the Policy Domain
     * @return completes with the policy on a thread of this resolver, never exceptionally
     */
    public CompletableFuture<Optional<PolicyResolution>> cachedBeforeReturnAsync(PolicyDomain domain) {
        return remote.submit(() -> Optional.ofNullable(cachedBeforeReturn(domain)))
                .exceptionally(error -> Optional.of(unread(domain, error)));
    }

    /** Null when there is none; {@link Undetermined} when the cache threw. May block for I/O. */
    private @Nullable PolicyResolution cached(PolicyDomain domain) {
        try {
            CachedPolicy cached = inForce(domain, clock.millis());
            return cached == null ? null : cached.resolution();
        } catch (Exception e) {
            return cacheThrew(domain, e);
        }
    }

    /**
     * Answers without waiting for a check: with the cached policy; else with a fetch that failed in the last five minutes;
     * else as when the DNS fails (D11). A check under way goes on and fills the cache.
     *
     * @param domain the Policy Domain
     * @return completes as soon as the cache has been read, never exceptionally
     */
    public CompletableFuture<PolicyResolution> withoutWaiting(PolicyDomain domain) {
        return reads.join(
                domain,
                () -> remote.submit(() -> withoutCheck(domain, "the look-up goes on")),
                error -> CompletableFuture.completedFuture(unread(domain, error)),
                resolution -> resolution);
    }

    /**
     * Asks the DNS for the id, uncached, and fetches the policy when the id is new. Joins a check of the same domain that
     * is under way. A failed check leaves the cached policy in force.
     *
     * @param domain the Policy Domain
     * @return completes with the policy in force after the check, never exceptionally
     */
    public CompletableFuture<PolicyResolution> check(PolicyDomain domain) {
        return check(domain, () -> {});
    }

    /** @param ended is told before the result, unless another check is joined */
    private CompletableFuture<PolicyResolution> check(PolicyDomain domain, Runnable ended) {
        return checks.join(
                domain,
                () -> remote.discover(domain, found -> afterDiscovery(domain, found))
                        .whenComplete((found, error) -> ended.run()),
                error -> unanswered(domain, error),
                resolution -> closed ? new Undetermined(CLOSED) : resolution);
    }

    /**
     * Starts a {@link #check} unless one is under way or found no room in the last seconds, and does not wait for it.
     *
     * @param domain the Policy Domain
     */
    public void checkInBackground(PolicyDomain domain) {
        if (!checks.isUnderWay(domain) && !isOverloaded(domain)) {
            var unused = check(domain);
        }
    }

    private boolean isOverloaded(PolicyDomain domain) {
        Long at = overloadedAtMillis.get(domain);
        long age = at == null ? -1 : clock.millis() - at;
        return age >= 0 && age < OVERLOAD_PAUSE_MILLIS;
    }

    /** A policy in the cache's store is used at once and compared in the background; without one this is a check. */
    private CompletableFuture<PolicyResolution> find(PolicyDomain domain) {
        return finds.join(
                domain,
                () -> remote.submit(() -> Optional.ofNullable(stored(domain)))
                        .thenCompose(stored ->
                                stored.map(CompletableFuture::completedFuture).orElseGet(() -> check(domain))),
                error -> unanswered(domain, error),
                resolution -> closed ? new Undetermined(CLOSED) : resolution);
    }

    private @Nullable PolicyResolution stored(PolicyDomain domain) {
        PolicyResolution cached = cached(domain);
        if (cached instanceof InForce) {
            checkInBackground(domain);
        }
        return cached;
    }

    /**
     * Fetches the policy in force again, even if the TXT record has the same id (RFC 8461 section 10.2). The record
     * supplies only the id; without a record the known id is kept. The limits and waiting times of every fetch apply.
     *
     * @param domain the Policy Domain
     * @return completes with the result, never exceptionally
     */
    public CompletableFuture<RefreshResult> refresh(PolicyDomain domain) {
        return refreshes.join(
                domain,
                () -> remote.discover(domain, found -> fetchAgain(domain, found)),
                error -> CompletableFuture.completedFuture(new RefreshResult.NotTried(notTried(domain, error))),
                result -> result);
    }

    private CompletableFuture<RefreshResult> fetchAgain(PolicyDomain domain, StsDiscoveryResult found) {
        long now = clock.millis();
        countOwn(domain, found);
        CachedPolicy cached = inForce(domain, now);
        if (closed || cached == null) {
            return notTried(closed ? CLOSED : "no policy is in force");
        }
        String id = found instanceof StsDiscoveryResult.Found announced
                ? announced.record().id()
                : cached.id();
        if (history.backoff(domain, id, true, now) != null) {
            return notTried("the last fetch was less than five minutes ago");
        }
        FetchResult.Failed own = ownPauses.during(domain, now);
        if (own != null) {
            return notTried(own.failure().reason());
        }
        return remote.fetch(domain, result -> {
            afterFetch(domain, id, result);
            if (result instanceof FetchResult.Failed failed) {
                if (closed || failed.cause() == FetchResult.Cause.CLOSED) {
                    return new RefreshResult.NotTried(CLOSED);
                }
                return isOurs(failed)
                        ? new RefreshResult.NotTried(failed.failure().reason())
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
        if (closed) {
            return CLOSED;
        }
        Throwable cause = unwrapped(error);
        if (cause instanceof RejectedExecutionException) {
            countOverload(domain);
            return OVERLOADED;
        }
        ownFailures.add("refresh", more -> LOG.warn("Refresh of {} threw{}", domain, more, cause));
        return "check-threw: " + cause.getClass().getSimpleName();
    }

    private void countOverload(PolicyDomain domain) {
        ownFailures.add("overload", more -> LOG.warn("Overloaded: no room for a check of {}{}", domain, more));
        overloadedAtMillis.put(domain, clock.millis());
    }

    /** Ends all work under way, which completes exceptionally: those that wait for it get {@link Undetermined}. */
    @Override
    public void close() {
        closed = true;
        remote.close();
    }

    private CompletableFuture<PolicyResolution> afterDiscovery(PolicyDomain domain, StsDiscoveryResult found) {
        if (closed) { // the answer of an interrupted look-up says nothing about the domain
            return CompletableFuture.completedFuture(new Undetermined(CLOSED));
        }
        countOwn(domain, found);
        if (!isNotAsked(found)) {
            lastTries.answered(domain);
        } else {
            overloadedAtMillis.put(domain, clock.millis());
            return CompletableFuture.completedFuture(
                    withoutCheck(domain, ((StsDiscoveryResult.TemporaryFailure) found).reason()));
        }
        long now = clock.millis();
        if (found instanceof StsDiscoveryResult.Found announced) {
            return announced(domain, announced.record().id(), now);
        }
        long unreadable = cache.unreadableLookups();
        PolicyResolution resolution = unexpiredOr(domain, now, refreshFailure(found), withoutRecord(found));
        // A store that could not be read may hold a policy: the next delivery reads it again.
        if (!(resolution instanceof InForce) && !isOurs(found) && cache.unreadableLookups() == unreadable) {
            keepNegative(domain, found, resolution, now);
        }
        return CompletableFuture.completedFuture(resolution);
    }

    private void countOwn(PolicyDomain domain, StsDiscoveryResult found) {
        if (isOurs(found) && found instanceof StsDiscoveryResult.TemporaryFailure failed) {
            ownFailures.add(
                    "dns", more -> LOG.warn("TXT record of {} not looked up: {}{}", domain, failed.reason(), more));
        }
    }

    private static boolean isOurs(StsDiscoveryResult found) {
        return found instanceof StsDiscoveryResult.TemporaryFailure failed && failed.fault() != LookupFault.DOMAIN;
    }

    private static boolean isNotAsked(StsDiscoveryResult found) {
        return found instanceof StsDiscoveryResult.TemporaryFailure failed && failed.fault() == LookupFault.NOT_ASKED;
    }

    private static boolean isOurs(FetchResult.Failed failed) {
        return switch (failed.cause()) {
            case OWN_FAULT, OWN_LIMIT, OVERLOADED -> true;
            default -> false;
        };
    }

    /** The failure to report with the policy in force; null when it is ours, and nothing is reported (D34). */
    private static @Nullable Failure refreshFailure(StsDiscoveryResult found) {
        if (isOurs(found)) {
            return null;
        }
        if (found instanceof StsDiscoveryResult.Absent) {
            return fetchError("txt-absent");
        }
        return found instanceof StsDiscoveryResult.Invalid invalid
                ? fetchError("txt-invalid: " + invalid.reason())
                : fetchError("dns-failure: " + ((StsDiscoveryResult.TemporaryFailure) found).reason());
    }

    private PolicyResolution withoutRecord(StsDiscoveryResult found) {
        if (found instanceof StsDiscoveryResult.Absent) {
            return noPolicy(Reason.NOT_PUBLISHED);
        }
        return found instanceof StsDiscoveryResult.Invalid
                ? noPolicy(Reason.INVALID_RECORD)
                : afterDnsFailure(((StsDiscoveryResult.TemporaryFailure) found).reason(), Reason.DNS_FAILURE);
    }

    private void keepNegative(PolicyDomain domain, StsDiscoveryResult found, PolicyResolution resolution, long now) {
        if (found instanceof StsDiscoveryResult.Absent absent) {
            negative.putAbsence(domain, resolution, absent.ttl(), now);
        } else if (found instanceof StsDiscoveryResult.Invalid invalid) {
            negative.putAbsence(domain, resolution, invalid.ttl(), now);
        } else {
            negative.putDnsFailure(domain, resolution, now);
        }
    }

    private CompletableFuture<PolicyResolution> announced(PolicyDomain domain, String id, long now) {
        negative.remove(domain);
        CachedPolicy cached = inForce(domain, now);
        if (cached != null && cached.id().equals(id) && !FetchTimes.isInFuture(cached, now)) {
            cached.compared(now, null);
            return CompletableFuture.completedFuture(cached.resolution());
        }
        FetchHistory.Backoff backoff = history.backoff(domain, id, cached != null, now);
        FetchResult.Failed last = backoff != null ? inBackoff(backoff) : ownPauses.during(domain, now);
        if (last != null) {
            if (isOurs(last)) {
                lastTries.notFetched(domain);
            }
            return CompletableFuture.completedFuture(notFetched(domain, now, last));
        }
        return remote.fetch(domain, result -> afterFetchOfCheck(domain, id, result))
                .exceptionally(error -> {
                    if (closed) {
                        return new Undetermined(CLOSED);
                    }
                    if (unwrapped(error) instanceof RejectedExecutionException) {
                        return afterFetchOfCheck(domain, id, overloaded());
                    }
                    throw new CompletionException(unwrapped(error));
                });
    }

    private PolicyResolution afterFetchOfCheck(PolicyDomain domain, String id, FetchResult result) {
        if (result instanceof FetchResult.Failed failed && isOurs(failed)) {
            lastTries.notFetched(domain);
        }
        return afterFetch(domain, id, result);
    }

    private static FetchResult.Failed overloaded() {
        return new FetchResult.Failed(FetchResult.Cause.OVERLOADED, fetchError(OVERLOADED), List.of());
    }

    private PolicyResolution afterFetch(PolicyDomain domain, String id, FetchResult result) {
        long now = clock.millis();
        if (result instanceof FetchResult.Fetched fetched) {
            fetched.warnings().forEach(warning -> LOG.info("Policy of {}: {}", domain, warning));
            CachedPolicy entry = new CachedPolicy(fetched.policy(), id, Instant.ofEpochMilli(now));
            entry.compared(now, null);
            history.succeeded(domain, id, now);
            ownPauses.end(domain);
            write(domain, () -> cache.put(domain, entry));
            return new InForce(fetched.policy(), Source.FETCH, null);
        }
        FetchResult.Failed failed = (FetchResult.Failed) result;
        if (closed || failed.cause() == FetchResult.Cause.CLOSED) {
            return new Undetermined(CLOSED);
        }
        if (isOurs(failed)) {
            ownFailures.add(
                    failed.cause().name(),
                    more -> LOG.warn(
                            "Policy of {} not fetched by this sender's own fault: {}{}",
                            domain,
                            failed.failure().reason(),
                            more));
        } else {
            LOG.info("Policy of {} not fetched: {}", domain, failed.failure());
        }
        pause(domain, id, failed, now);
        return notFetched(domain, now, failed);
    }

    /** A fetch that was not made for lack of room is made as soon as there is some. */
    private void pause(PolicyDomain domain, String id, FetchResult.Failed failed, long now) {
        switch (failed.cause()) {
            case OVERLOADED -> {}
            case OWN_FAULT -> ownPauses.failed(domain, failed, now);
            default -> { // a limit of this JVM lasts, too
                ownPauses.end(domain);
                history.failed(domain, id, failed, now);
            }
        }
    }

    /** A policy is announced and was not fetched: the cached one stays in force, or none is. */
    private PolicyResolution notFetched(PolicyDomain domain, long now, FetchResult.Failed failed) {
        if (failed.cause() != FetchResult.Cause.OVERLOADED) {
            return unexpiredOr(domain, now, isOurs(failed) ? null : failed.failure(), withoutPolicy(failed));
        }
        PolicyResolution cached = cached(domain); // was not compared: no fetch was made
        return cached != null ? cached : withoutPolicy(failed);
    }

    /**
     * No policy is in force, because its fetch failed. Where this sender failed, nothing is reported (D34): mail waits for a
     * fetch that was not made for lack of room; where our side failed otherwise, this is as when the DNS fails (D11).
     */
    private PolicyResolution withoutPolicy(FetchResult.Failed failed) {
        if (!isOurs(failed)) {
            return new NoPolicy(Reason.FETCH_FAILED, failed.failure(), failed.lines());
        }
        if (closed) {
            return new Undetermined(CLOSED);
        }
        String reason = failed.failure().reason();
        return failed.cause() == FetchResult.Cause.OVERLOADED
                ? new Undetermined(reason)
                : afterDnsFailure(reason, Reason.NOT_YET_KNOWN);
    }

    /**
     * The rule of RFC 8461 sections 3.3 and 6: after a failed check an unexpired policy stays in force, and the failure is
     * kept with it for the report, except for mode none. Without a failure to report, the one before is kept.
     */
    private PolicyResolution unexpiredOr(
            PolicyDomain domain, long now, @Nullable Failure failure, PolicyResolution otherwise) {
        CachedPolicy cached = inForce(domain, now);
        if (cached == null) {
            return otherwise;
        }
        Failure reported = failure == null ? cached.refreshFailure() : failure;
        return withFetchTimeCorrected(domain, cached, now, cached.policy().mode() == PolicyMode.NONE ? null : reported)
                .resolution();
    }

    private @Nullable CachedPolicy inForce(PolicyDomain domain, long now) {
        CachedPolicy entry = cache.get(domain);
        return entry != null && entry.inForceAt(now) ? entry : null;
    }

    /** The entry, or the same policy with a fetch time that is no longer in the future, in memory and in the store. */
    private CachedPolicy withFetchTimeCorrected(
            PolicyDomain domain, CachedPolicy cached, long now, @Nullable Failure failure) {
        CachedPolicy entry = fetchTimes.corrected(cached, now);
        entry.compared(now, failure);
        if (entry != cached) {
            LOG.warn(
                    "Policy of {} was fetched in the future, at {}: it counts as fetched now",
                    domain,
                    cached.fetchedAt());
            write(domain, () -> cache.correct(domain, cached, entry));
        }
        return entry;
    }

    private PolicyResolution afterDnsFailure(String reason, Reason none) {
        return settings.deferOnDnsFailure() ? new Undetermined(reason, true) : noPolicy(none);
    }

    private static Failure fetchError(String reason) {
        return new Failure(ResultType.STS_POLICY_FETCH_ERROR, reason);
    }

    private static PolicyResolution noPolicy(Reason reason) {
        return new NoPolicy(reason, null, List.of());
    }

    private static FetchResult.Failed inBackoff(FetchHistory.Backoff backoff) {
        FetchResult.Failed last = backoff.lastFailure();
        return last != null
                ? last
                : new FetchResult.Failed(
                        FetchResult.Cause.CONNECTION,
                        fetchError("too-many-ids: more than three fetches in five minutes"),
                        List.of());
    }

    /** A policy is applied even if it cannot be stored. */
    private void write(PolicyDomain domain, Runnable change) {
        try {
            change.run();
        } catch (Exception e) {
            ownFailures.add(
                    "cache-write", more -> LOG.warn("Policy of {} not stored: the cache threw{}", domain, more, e));
        }
    }

    /** A cache that throws may hold a policy. */
    private PolicyResolution cacheThrew(PolicyDomain domain, Exception e) {
        if (e instanceof InterruptedException) { // which no method declares
            Thread.currentThread().interrupt();
        }
        ownFailures.add("cache-read", more -> LOG.warn("Policy of {} not read: the cache threw{}", domain, more, e));
        return new Undetermined("cache-threw: " + e.getClass().getSimpleName());
    }

    /** A check that was not made is our own failure: it is not reported, and the next check need not wait. */
    private CompletableFuture<PolicyResolution> unanswered(PolicyDomain domain, Throwable error) {
        if (closed) {
            return CompletableFuture.completedFuture(new Undetermined(CLOSED));
        }
        Throwable cause = unwrapped(error);
        if (!(cause instanceof RejectedExecutionException)) {
            ownFailures.add("check", more -> LOG.warn("Check of {} threw{}", domain, more, cause));
            return CompletableFuture.completedFuture(
                    new Undetermined("check-threw: " + cause.getClass().getSimpleName()));
        }
        countOverload(domain);
        return remote.submit(() -> withoutCheck(domain, OVERLOADED)).exceptionally(full -> fromMemory(domain, full));
    }

    private static Throwable unwrapped(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    private PolicyResolution withoutCheck(PolicyDomain domain, String why) {
        PolicyResolution cached = cached(domain);
        if (cached != null) {
            return cached;
        }
        if (closed) {
            return new Undetermined(CLOSED);
        }
        FetchResult.Failed failed = history.lastFailure(domain, clock.millis());
        return failed != null ? withoutPolicy(failed) : afterDnsFailure(why, Reason.NOT_YET_KNOWN);
    }

    private PolicyResolution unread(PolicyDomain domain, Throwable error) {
        if (!closed && unwrapped(error) instanceof RejectedExecutionException) {
            countOverload(domain);
        }
        return fromMemory(domain, error);
    }

    /** The store could not be read on another thread, and is not read on this one: it may hold a policy. */
    private PolicyResolution fromMemory(PolicyDomain domain, Throwable error) {
        try {
            CachedPolicy entry = cache.inMemory(domain, clock.millis());
            if (entry != null) {
                return entry.resolution();
            }
        } catch (Exception e) {
            return cacheThrew(domain, e);
        }
        if (closed) {
            return new Undetermined(CLOSED);
        }
        Throwable cause = unwrapped(error);
        if (cause instanceof RejectedExecutionException) {
            return new Undetermined(OVERLOADED);
        }
        ownFailures.add("cache-read", more -> LOG.warn("Policy of {} not read{}", domain, more, cause));
        return new Undetermined("cache-threw: " + cause.getClass().getSimpleName());
    }
}
