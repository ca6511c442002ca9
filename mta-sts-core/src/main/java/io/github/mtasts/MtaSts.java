package io.github.mtasts;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.resolution.internal.PolicyResolver;
import io.github.mtasts.trust.internal.CertificateVerifier;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library's front door: protects the mail a server sends with MTA-STS (RFC 8461). One object serves a whole server.
 * Thread-safe.
 *
 * <p>With a policy in memory {@link #begin} does no I/O. Otherwise it waits for discovery and fetch, 65 seconds at most
 * unless set otherwise. Nothing that a remote party does is an exception.
 */
public final class MtaSts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MtaSts.class);
    private static final PolicyResolution IGNORED =
            new PolicyResolution.NoPolicy(Reason.IGNORED_BY_LOCAL_RULE, null, List.of());

    private final PolicyResolver resolver;
    private final LocalPolicy localPolicy;
    private final List<OutcomeListener> listeners;
    private final CertificateVerifier judge;
    private final Clock clock;
    private final Duration waitLimit;
    private final Duration openingLimit;
    private final DeliveryContext workshop;
    private volatile boolean closed;

    MtaSts(
            PolicyResolver resolver,
            LocalPolicy localPolicy,
            List<OutcomeListener> listeners,
            CertificateVerifier judge,
            Clock clock,
            Duration waitLimit,
            Duration openingLimit,
            DeliveryContext workshop) {
        this.resolver = resolver;
        this.localPolicy = localPolicy;
        this.listeners = List.copyOf(listeners);
        this.judge = judge;
        this.clock = clock;
        this.waitLimit = waitLimit;
        this.openingLimit = openingLimit;
        this.workshop = workshop;
    }

    /**
     * Starts building.
     *
     * @return a builder in which only the cache is left to choose
     */
    public static MtaStsBuilder builder() {
        return new MtaStsBuilder();
    }

    /**
     * Begins an attempt to deliver: finds the policy in force. A last try asks the DNS first, uncached (RFC 8461 section
     * 5.1).
     *
     * @param request what is to be delivered
     * @return the attempt; when the library is closed or the thread interrupted, one that rejects every candidate
     */
    public DeliveryAttempt begin(DeliveryRequest request) {
        long start = request.startNanos();
        PolicyDomain domain = request.domain();
        LocalRule rule = rule(domain);
        CachedPolicy entry = entry(request, domain, rule);
        if (entry != null) {
            return new DeliveryAttempt(this, request, entry, rule, start);
        }
        PolicyResolution known = known(request, domain, rule);
        if (known != null || domain == null) {
            return attempt(request, rule, known, start, null);
        }
        CompletableFuture<PolicyResolution> check = ask(request, domain);
        Duration wait = waitFor(request);
        try {
            return attempt(request, rule, check.get(wait.toMillis(), TimeUnit.MILLISECONDS), start, null);
        } catch (TimeoutException e) {
            return late(request, domain, rule, start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return attempt(request, rule, null, start, "its thread was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check never completes exceptionally", e);
        }
    }

    /**
     * Begins an attempt as {@link #begin} does, without blocking.
     *
     * @param request what is to be delivered
     * @return completes with the attempt, never exceptionally; cancelling it does not end the look-up, which fills the
     *     cache
     */
    public CompletableFuture<DeliveryAttempt> beginAsync(DeliveryRequest request) {
        long start = request.startNanos();
        PolicyDomain domain = request.domain();
        LocalRule rule = rule(domain);
        CachedPolicy entry = entry(request, domain, rule);
        if (entry != null) {
            return CompletableFuture.completedFuture(new DeliveryAttempt(this, request, entry, rule, start));
        }
        PolicyResolution known = known(request, domain, rule);
        if (known != null || domain == null) {
            return CompletableFuture.completedFuture(attempt(request, rule, known, start, null));
        }
        Duration wait = waitFor(request);
        return ask(request, domain)
                .thenApply(Optional::of)
                .completeOnTimeout(Optional.empty(), wait.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(checked -> checked.map(resolution -> attempt(request, rule, resolution, start, null))
                        .orElseGet(() -> late(request, domain, rule, start)));
    }

    /**
     * What to do with mail for a domain of which the DNS says that nobody takes it: it publishes a null MX (RFC 7505), it
     * does not exist, or none of its MX records names a host. That ends the delivery, unless a cached enforce policy says
     * that somebody does: then the answer is an attacker's as likely as the domain's, and the message waits (D12). Asks
     * nobody, except on a last try that a cached policy contradicts. A DNS that could not tell is not meant: then the
     * message waits anyway.
     *
     * @param request what was to be delivered
     * @param dnsSays what the DNS says of the domain, for the log, such as {@code it publishes a null MX}
     * @return whether the message may be returned to its sender
     */
    public Unsent unroutable(DeliveryRequest request, String dnsSays) {
        PolicyDomain domain = request.domain();
        PolicyResolution cached = domain == null ? null : resolver.cached(domain);
        // A cache that could not be read may hold a policy: in doubt the message waits.
        boolean contradicted = cached instanceof PolicyResolution.Undetermined
                || (cached instanceof PolicyResolution.InForce inForce
                        && inForce.policy().mode() == PolicyMode.ENFORCE);
        if (contradicted && request.isLastTry()) {
            return begin(request).unsent(); // RFC 8461 section 5.1: nothing fails before the DNS was asked
        }
        return contradicted
                ? new Unsent.Defer(
                        "4.7.5",
                        "what the DNS says of " + request.nextHop() + ", " + dnsSays
                                + ", contradicts its cached MTA-STS policy")
                : new Unsent.MayFail(request.nextHop() + " takes no mail: " + dnsSays);
    }

    /**
     * Asks the DNS now whether a domain has a newer policy, and fetches it when it has: for an operator who does not want
     * to wait for the next comparison. What a failed check finds never replaces an unexpired policy.
     *
     * @param domain the Policy Domain
     * @return completes with the policy in force after the check, never exceptionally
     */
    public CompletableFuture<PolicyResolution> check(PolicyDomain domain) {
        return resolver.check(domain);
    }

    /**
     * Fetches the cached policy of a domain anew, whatever its TXT record says (RFC 8461 section 10.2). Made for a
     * scheduler that keeps policies from expiring; a delivery never needs it.
     *
     * @param domain the Policy Domain
     * @return completes with what came of it, never exceptionally
     */
    public CompletableFuture<RefreshResult> refresh(PolicyDomain domain) {
        return resolver.refresh(domain);
    }

    /** Ends every attempt; their candidates are rejected, and nothing is held against any peer. */
    @Override
    public void close() {
        closed = true;
        resolver.close();
        workshop.close();
    }

    /** The usual case, and the quick one: a policy is cached, and nothing speaks against using it at once. */
    private @Nullable CachedPolicy entry(DeliveryRequest request, @Nullable PolicyDomain domain, LocalRule rule) {
        if (domain == null || closed || request.isLastTry() || rule instanceof LocalRule.Ignore) {
            return null;
        }
        return resolver.entryInForce(domain);
    }

    /** What is known without waiting; null when the DNS must be asked. */
    private @Nullable PolicyResolution known(DeliveryRequest request, @Nullable PolicyDomain domain, LocalRule rule) {
        if (rule instanceof LocalRule.Ignore) {
            return IGNORED; // nobody is asked about what is not going to be followed
        }
        if (domain == null || closed || request.isLastTry()) {
            return null;
        }
        PolicyResolution known = resolver.known(domain);
        if (known == null && resolver.fetchesInBackground()) {
            resolver.checkInBackground(domain);
            return resolver.withoutWaiting(domain);
        }
        return known;
    }

    /** RFC 8461 section 5.1: a last try asks the DNS first; otherwise an unexpired policy is used at once. */
    private CompletableFuture<PolicyResolution> ask(DeliveryRequest request, PolicyDomain domain) {
        return request.isLastTry() ? resolver.check(domain) : resolver.find(domain);
    }

    private DeliveryAttempt late(DeliveryRequest request, PolicyDomain domain, LocalRule rule, long start) {
        Duration limit = request.timeLimit();
        boolean callersLimit = limit != null && limit.compareTo(waitLimit) <= 0;
        return callersLimit
                ? attempt(request, rule, null, start, "its time limit of " + limit + " has passed")
                : attempt(request, rule, resolver.withoutWaiting(domain), start, null);
    }

    private Duration waitFor(DeliveryRequest request) {
        Duration limit = request.timeLimit();
        return limit != null && limit.compareTo(waitLimit) < 0 ? limit : waitLimit;
    }

    private LocalRule rule(@Nullable PolicyDomain domain) {
        return domain == null ? LocalRule.FOLLOW : localPolicy.rule(domain);
    }

    private DeliveryAttempt attempt(
            DeliveryRequest request,
            LocalRule rule,
            @Nullable PolicyResolution resolution,
            long start,
            @Nullable String ended) {
        PolicyResolution effective = resolution != null ? resolution : unresolved(request, ended);
        return new DeliveryAttempt(this, request, effective, rule, start, closed ? "the library was closed" : ended);
    }

    /** RFC 8461 section 3.4: an address has no policy. What is neither address nor domain name is not guessed at. */
    private static PolicyResolution unresolved(DeliveryRequest request, @Nullable String ended) {
        if (ended == null && request.domain() == null && request.isAddress()) {
            return new PolicyResolution.NoPolicy(Reason.NO_POLICY_DOMAIN, null, List.of());
        }
        return new PolicyResolution.Undetermined(
                ended != null ? ended : "\"" + request.nextHop() + "\" is no domain name in A-labels");
    }

    PolicyResolver resolver() {
        return resolver;
    }

    CertificateVerifier judge() {
        return judge;
    }

    Clock clock() {
        return clock;
    }

    DeliveryContext workshop() {
        return workshop;
    }

    Duration openingLimit() {
        return openingLimit;
    }

    boolean isClosed() {
        return closed;
    }

    /** A listener that throws never affects a delivery, nor another listener. */
    void tell(DeliveryOutcome outcome) {
        for (OutcomeListener listener : listeners) {
            try {
                listener.onOutcome(outcome);
            } catch (RuntimeException e) {
                LOG.warn("an outcome listener threw; this outcome is lost to it", e);
            }
        }
    }
}
