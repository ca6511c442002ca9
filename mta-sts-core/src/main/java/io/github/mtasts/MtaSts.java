package io.github.mtasts;

import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.QueueState;
import io.github.mtasts.resolution.DaneRule;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.resolution.internal.PolicyLookup;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Protects the mail that a server sends with MTA-STS (RFC 8461). Create one per server and close it at shutdown.
 * Thread-safe.
 *
 * <p>{@link #begin} does no I/O when the policy is in memory. Otherwise it waits for the cache's store, the DNS and the
 * fetch of the policy, for at most 65 seconds ({@link MtaStsBuilder#waitLimit}). A failure of a remote party is a result,
 * never an exception.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-5.1">RFC 8461 section 5.1</a>
 */
public final class MtaSts implements AutoCloseable {
    private static final PolicyLookup.Settled IGNORED =
            new PolicyLookup.Known(new PolicyResolution.NoPolicy(Reason.IGNORED_BY_LOCAL_RULE, null, List.of()));

    /** RFC 8461 section 3.4: an address has no policy. */
    private static final PolicyLookup.Settled ADDRESS =
            new PolicyLookup.Known(new PolicyResolution.NoPolicy(Reason.NO_POLICY_DOMAIN, null, List.of()));

    private final DeliveryContext context;
    private final LocalPolicy localPolicy;
    private final Duration waitLimit;
    private final boolean daneStandsIn;

    MtaSts(DeliveryContext context, LocalPolicy localPolicy, Duration waitLimit, boolean daneStandsIn) {
        this.daneStandsIn = daneStandsIn;
        this.context = context;
        this.localPolicy = localPolicy;
        this.waitLimit = waitLimit;
    }

    /**
     * Starts the settings of a library.
     *
     * @return a builder in which only the cache must be set
     */
    public static MtaStsBuilder builder() {
        return new MtaStsBuilder();
    }

    /**
     * Begins an attempt to deliver: looks up the policy in force. A last try asks the DNS first, uncached (RFC 8461
     * section 5.1). Blocks as the class comment says; an interrupt ends the wait and keeps the thread's interrupt flag.
     *
     * @param request the delivery
     * @return the attempt, to be closed; it rejects every candidate when the library is closed or the thread was
     *     interrupted
     */
    public DeliveryAttempt begin(DeliveryRequest request) {
        TimeLimit limit = request.startTimeLimit();
        long start = context.events().startNanos();
        LocalRule rule = rule(request);
        PolicyLookup lookup = lookUp(request, rule);
        if (lookup instanceof PolicyLookup.Settled settled) {
            return told(attempt(request, settled, rule, limit), lookup, start);
        }
        try {
            return told(
                    pending(request, (PolicyLookup.Pending) lookup, rule, limit).get(), lookup, start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return told(ended(request, rule, limit, "its thread was interrupted"), lookup, start);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a look-up completes without an exception, whatever its ports do", e);
        }
    }

    /**
     * Begins an attempt as {@link #begin} does, without blocking and without I/O on the calling thread.
     *
     * @param request the delivery
     * @return completes with the attempt, to be closed, and never exceptionally; cancelling it does not end the look-up,
     *     which still fills the cache
     */
    public CompletableFuture<DeliveryAttempt> beginAsync(DeliveryRequest request) {
        TimeLimit limit = request.startTimeLimit();
        long start = context.events().startNanos();
        LocalRule rule = rule(request);
        PolicyLookup lookup = lookUp(request, rule);
        return lookup instanceof PolicyLookup.Settled settled
                ? CompletableFuture.completedFuture(told(attempt(request, settled, rule, limit), lookup, start))
                : context.completing(pending(request, (PolicyLookup.Pending) lookup, rule, limit)
                        .thenApply(attempt -> told(attempt, lookup, start)));
    }

    /**
     * Decides about mail for a domain without a host to try according to the DNS: it publishes a null MX (RFC 7505), does
     * not exist, has MX records of which none names a host, names this server as the best host, or is its own host and has
     * no address. Such a message may be returned to its sender, unless a cached enforce policy or an operator's
     * {@link LocalRule.RequireEnforce} names hosts for the domain, or the cache cannot be read: the DNS answer may then be
     * forged, and the message waits until its last try (D12). A failed look-up waits for the last try, too.
     *
     * <p>May block: it reads the cache's store, and on a last try it may ask the DNS for a newer policy as {@link #begin}
     * does.
     *
     * @param request the delivery
     * @param dnsSays the result of the MX look-up
     * @return whether the message may be returned to its sender
     * @throws IllegalArgumentException when the DNS names hosts: try them. An implicit host is accepted, because it may have
     *     no address
     */
    public Unsent unroutable(DeliveryRequest request, MxLookupResult dnsSays) {
        Unroutable decision = new Unroutable(request, rule(request), dnsSays);
        PolicyDomain domain = request.domain();
        PolicyResolution cached = domain == null || !decision.dependsOnCache()
                ? null
                : context.resolver().cachedBeforeReturn(domain);
        Unsent settled = decision.settled(cached);
        if (settled != null) {
            return context.events().unsent(request, settled);
        }
        try (DeliveryAttempt attempt =
                begin(request)) { // RFC 8461 section 5.1: the DNS is asked before a message fails
            return attempt.unsent(decision.sentence());
        }
    }

    /**
     * Decides as {@link #unroutable} does, without blocking and without I/O on the calling thread.
     *
     * @param request the delivery
     * @param dnsSays the result of the MX look-up
     * @return completes with the decision, and never exceptionally
     * @throws IllegalArgumentException when the DNS names hosts
     */
    public CompletableFuture<Unsent> unroutableAsync(DeliveryRequest request, MxLookupResult dnsSays) {
        Unroutable decision = new Unroutable(request, rule(request), dnsSays);
        PolicyDomain domain = request.domain();
        CompletableFuture<Optional<PolicyResolution>> cached = domain == null || !decision.dependsOnCache()
                ? CompletableFuture.completedFuture(Optional.empty())
                : context.resolver().cachedBeforeReturnAsync(domain);
        return context.completing(cached.thenCompose(found -> {
            Unsent settled = decision.settled(found.orElse(null));
            return settled != null
                    ? CompletableFuture.completedFuture(context.events().unsent(request, settled))
                    : beginAsync(request).thenApply(attempt -> {
                        try (attempt) {
                            return attempt.unsent(decision.sentence());
                        }
                    });
        }));
    }

    /**
     * Counts the checks, fetches and openings that failed on this sender's side: its name servers did not answer or refused,
     * its queues were full, its cache or another part of it is broken, or a limit of its JVM ended a TLS handshake. Such a
     * failure is reported to no domain (D34). The log has one line per cause and minute.
     *
     * @return how many since the library was built
     */
    public long ownFailures() {
        return context.resolver().ownFailures();
    }

    /**
     * The queues of the library as they are now, for metrics. The executor of {@link MtaStsBuilder#completions} is not among them.
     *
     * @return one state for each queue
     */
    public List<QueueState> queues() {
        return context.queues();
    }

    /**
     * Asks the DNS now whether a domain has a newer policy, and fetches it if so: for an operator who does not want to
     * wait for the next comparison. A failed check never replaces an unexpired policy. Does not block.
     *
     * @param domain the Policy Domain
     * @return completes with the policy in force after the check, never exceptionally
     */
    public CompletableFuture<PolicyResolution> check(PolicyDomain domain) {
        return context.completing(context.resolver().check(domain));
    }

    /**
     * Fetches the cached policy of a domain again, even if its TXT record has not changed (RFC 8461 section 10.2). A
     * scheduler uses it to keep policies from expiring; a delivery does not need it. Does not block.
     *
     * @param domain the Policy Domain
     * @return completes with the result, never exceptionally
     */
    public CompletableFuture<RefreshResult> refresh(PolicyDomain domain) {
        return context.completing(context.resolver().refresh(domain));
    }

    /**
     * Ends every attempt and the library's threads. Openings under way end, candidates are rejected from now on, and no
     * failure is recorded for it. Closes only the parts that the builder made; ports that were passed to it stay open.
     */
    @Override
    public void close() {
        context.close();
    }

    private PolicyLookup lookUp(DeliveryRequest request, LocalRule rule) {
        if (rule instanceof LocalRule.Ignore) {
            return IGNORED;
        }
        PolicyDomain domain = request.domain();
        if (domain == null) {
            return ADDRESS;
        }
        return request.isLastTry()
                ? context.resolver().lastTry(domain)
                : context.resolver().lookUp(domain);
    }

    private CompletableFuture<DeliveryAttempt> pending(
            DeliveryRequest request, PolicyLookup.Pending lookup, LocalRule rule, @Nullable TimeLimit limit) {
        Duration wait = limit != null && limit.length().compareTo(waitLimit) < 0 ? limit.length() : waitLimit;
        return lookup.resolution()
                .thenApply(Optional::of)
                .completeOnTimeout(Optional.empty(), wait.toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(found -> found.map(resolution -> CompletableFuture.completedFuture(
                                attempt(request, lookup.settled(resolution), rule, limit)))
                        .orElseGet(() -> late(request, lookup, rule, limit)));
    }

    /** The look-up was too slow: the attempt ends at the caller's limit, and goes on without an answer at ours. */
    private CompletableFuture<DeliveryAttempt> late(
            DeliveryRequest request, PolicyLookup.Pending lookup, LocalRule rule, @Nullable TimeLimit limit) {
        if (limit != null && limit.length().compareTo(waitLimit) <= 0) {
            return CompletableFuture.completedFuture(
                    ended(request, rule, limit, "its time limit of " + limit.length() + " has passed"));
        }
        return context.resolver()
                .withoutWaiting(Objects.requireNonNull(request.domain(), "pending without a domain"))
                .thenApply(resolution -> attempt(request, lookup.settled(resolution), rule, limit));
    }

    /** The same attempt, after the listeners were told how its policy was found. */
    private DeliveryAttempt told(DeliveryAttempt attempt, PolicyLookup lookup, long startNanos) {
        if (context.events().areHeard()) {
            context.events().resolved(attempt.request().domain(), lookup, attempt.resolution(), startNanos);
        }
        return attempt;
    }

    private DeliveryAttempt attempt(
            DeliveryRequest request, PolicyLookup.Settled lookup, LocalRule rule, @Nullable TimeLimit limit) {
        DanePart dane = new DanePart(context.dane(), request, daneRule(request), daneStandsIn);
        DeliveryAttempt attempt = new DeliveryAttempt(context, request, lookup, rule, dane, limit);
        if (context.isClosed()) {
            attempt.end(DeliveryContext.CLOSED);
        }
        return attempt;
    }

    private DeliveryAttempt ended(DeliveryRequest request, LocalRule rule, @Nullable TimeLimit limit, String reason) {
        DeliveryAttempt attempt = attempt(request, known(new PolicyResolution.Undetermined(reason)), rule, limit);
        attempt.end(reason);
        return attempt;
    }

    private LocalRule rule(DeliveryRequest request) {
        PolicyDomain domain = request.domain();
        return domain == null ? LocalRule.FOLLOW : localPolicy.rule(domain);
    }

    private DaneRule daneRule(DeliveryRequest request) {
        PolicyDomain domain = request.domain();
        return domain == null || context.dane() == null ? DaneRule.FOLLOW : localPolicy.daneRule(domain);
    }

    private static PolicyLookup.Known known(PolicyResolution resolution) {
        return new PolicyLookup.Known(resolution);
    }
}
