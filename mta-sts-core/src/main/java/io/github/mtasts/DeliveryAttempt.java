package io.github.mtasts;

import io.github.mtasts.decision.Decider;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.session.StsEvaluation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver to one Policy Domain, under the policy that is in force now. Ask it about each MX host in the
 * order of preference; never sort or filter the hosts first (RFC 8461 section 8.4). Thread-safe.
 */
public final class DeliveryAttempt implements AutoCloseable {
    private final MtaSts services;
    private final DeliveryRequest request;
    /** What the attempt began with; exactly one of the two. The entry spares a delivery the making of a resolution. */
    private final @Nullable CachedPolicy entry;

    private final @Nullable PolicyResolution found;
    private final LocalRule rule;
    private final long startNanos;
    private volatile @Nullable String ended;
    private @Nullable Set<MxHost> recordedMismatches;

    /**
     * @param startNanos when it began; without meaning if the request has no time limit
     * @param ended why the attempt is over before it began, null when it is not
     */
    DeliveryAttempt(
            MtaSts services,
            DeliveryRequest request,
            PolicyResolution found,
            LocalRule rule,
            long startNanos,
            @Nullable String ended) {
        this.services = services;
        this.request = request;
        this.entry = null;
        this.found = found;
        this.rule = rule;
        this.startNanos = startNanos;
        if (ended != null) { // a volatile write is a fence, and every delivery would pay for it
            this.ended = ended;
        }
    }

    /** An attempt under a cached policy. */
    DeliveryAttempt(MtaSts services, DeliveryRequest request, CachedPolicy entry, LocalRule rule, long startNanos) {
        this.services = services;
        this.request = request;
        this.entry = entry;
        this.found = null;
        this.rule = rule;
        this.startNanos = startNanos;
    }

    /**
     * The policy in force for this attempt, or why there is none.
     *
     * @return for a log or a table
     */
    public PolicyResolution resolution() {
        return found != null ? found : Objects.requireNonNull(entry).resolution();
    }

    /**
     * Decides on one MX host.
     *
     * @param mxName the host from the MX record, or the domain itself when it has none; the address where the next hop
     *     is one
     * @return whether to open connections to it
     */
    public Candidate candidate(String mxName) {
        MxHost host = MxHost.parse(mxName).or(() -> address(mxName)).orElse(null);
        return host != null
                ? candidate(host)
                : rejected("mx-name-invalid: \"" + mxName + "\" is not a host name that a certificate could prove");
    }

    /**
     * Decides on one MX host.
     *
     * @param host the host from the MX record, or the domain itself when it has none
     * @return whether to open connections to it
     */
    public Candidate candidate(MxHost host) {
        if (hasEnded()) {
            return rejected("ended: " + ended);
        }
        if (found instanceof PolicyResolution.Undetermined undetermined) {
            return rejected("policy-unknown: " + undetermined.reason());
        }
        MxDecision decision = Decider.decide(policy(), rule, host);
        if (request.kind() != DeliveryKind.NORMAL) {
            decision = Decider.withoutBlocking(decision);
        }
        if (decision instanceof MxDecision.Reject reject) {
            recordMismatch(host, reject);
            return new Candidate.Rejected(reject.failure());
        }
        return new Candidate.Proceed(this, host, decision);
    }

    /**
     * What to do with the message when no candidate was ready, or none took it. Starts a look for a newer policy when the
     * message is deferred, so that a retry knows.
     *
     * @return keep it and try again; or, on a last try that was not ended early, permission to return it to its sender
     */
    public Unsent unsent() {
        String why = "mail for " + request.nextHop() + " was not sent: " + describe();
        if (request.isLastTry() && !hasEnded()) {
            return new Unsent.MayFail(why + "; the DNS was asked for a newer policy before this last try");
        }
        PolicyDomain domain = request.domain();
        if (domain != null) {
            services.resolver().checkInBackground(domain);
        }
        return new Unsent.Defer(enhancedStatus(), why);
    }

    /**
     * Ends the attempt: openings under way end, later candidates are rejected, and nothing is held against the peer.
     * Connections that were handed over stay open.
     */
    @Override
    public void close() {
        end("the attempt was closed");
    }

    boolean hasEnded() {
        if (ended != null) {
            return true;
        }
        Duration limit = request.timeLimit();
        if (limit != null && System.nanoTime() - startNanos >= limit.toNanos()) {
            end("its time limit of " + limit + " has passed");
        } else if (services.isClosed()) {
            end("the library was closed");
        }
        return ended != null;
    }

    void end(String reason) {
        if (ended == null) {
            ended = reason;
        }
    }

    MtaSts services() {
        return services;
    }

    DeliveryRequest request() {
        return request;
    }

    /** Tells the listeners what came of a session. */
    void record(MxHost host, ParkedConnection.Peer peer, @Nullable SessionResult session, boolean reused) {
        PolicyDomain domain = request.domain();
        if (domain == null || request.kind() == DeliveryKind.TLS_REPORT) {
            return;
        }
        StsPolicy policy = policy();
        Failure mismatch = policy == null ? null : Decider.mismatch(policy, host);
        AppliedPolicy applied = StsEvaluation.of(domain, resolution(), mismatch, session);
        if (applied != null) {
            services.tell(new DeliveryOutcome(
                    domain,
                    request.kind(),
                    services.clock().instant(),
                    host,
                    peer.sending(),
                    peer.receiving(),
                    peer.helo(),
                    List.of(applied),
                    reused));
        }
    }

    void recordReuse(MxHost host, ParkedConnection<?> parked) {
        PolicyDomain domain = request.domain();
        if (domain != null && parked.countFor(domain)) {
            record(host, parked.peer(), parked.session(), true);
        }
    }

    /** D25: a host that is passed over for its name is one failed session per attempt. */
    private void recordMismatch(MxHost host, MxDecision.Reject reject) {
        if (reject.scope() == MxDecision.Scope.PUBLISHED && isFirstMismatch(host)) {
            record(host, new ParkedConnection.Peer(null, null, null), null, false);
        }
    }

    private synchronized boolean isFirstMismatch(MxHost host) {
        if (recordedMismatches == null) {
            recordedMismatches = new HashSet<>();
        }
        return recordedMismatches.add(host);
    }

    /** An address is a host only where the next hop is one; in an MX record it is a mistake (RFC 5321 section 5.1). */
    private Optional<MxHost> address(String mxName) {
        return request.isAddress() ? MxHost.parseAddress(mxName) : Optional.empty();
    }

    private @Nullable StsPolicy policy() {
        if (entry != null) {
            return entry.policy();
        }
        return found instanceof PolicyResolution.InForce inForce ? inForce.policy() : null;
    }

    private String describe() {
        if (ended != null) {
            return "the attempt ended because " + ended;
        }
        StsPolicy policy = policy();
        if (policy != null) {
            return "no MX host was ready under its MTA-STS policy (" + policy + ")";
        }
        return found instanceof PolicyResolution.Undetermined undetermined
                ? "it is not known whether it has an MTA-STS policy (" + undetermined.reason() + ")"
                : "no MX host was ready, and no MTA-STS policy is in force";
    }

    /** RFC 3463: 4.7.x where a policy is in the way, 4.4.1 where hosts just did not answer. */
    private String enhancedStatus() {
        if (policy() != null || rule instanceof LocalRule.RequireEnforce) {
            return "4.7.5";
        }
        return found instanceof PolicyResolution.Undetermined || ended != null ? "4.7.0" : "4.4.1";
    }

    private static Candidate rejected(String reason) {
        return new Candidate.Rejected(new Failure(ResultType.VALIDATION_FAILURE, reason));
    }
}
