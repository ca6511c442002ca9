package io.github.mtasts;

import io.github.mtasts.Candidate.Proceed;
import io.github.mtasts.dane.HostDane;
import io.github.mtasts.decision.Decider;
import io.github.mtasts.decision.RequireTlsDecider;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.DaneRule;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.internal.PolicyLookup;
import io.github.mtasts.session.DaneEvaluation;
import io.github.mtasts.session.StsEvaluation;
import io.github.mtasts.text.OsMessages;
import java.util.ArrayList;
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
 * One attempt to deliver to one Policy Domain, under the policy in force when it began. Ask it about each MX host in the
 * order of preference; do not sort or filter the hosts first (RFC 8461 section 8.4). Close it when the message is sent or
 * kept. Thread-safe.
 */
public final class DeliveryAttempt implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryAttempt.class);
    private static final ParkedConnection.Peer NO_PEER = new ParkedConnection.Peer(null, null, null);

    private final DeliveryContext context;
    private final DeliveryRequest request;
    private final PolicyLookup.Settled lookup;
    private final LocalRule rule;
    private final DanePart dane;
    private final @Nullable TimeLimit limit;
    private final RequireTlsLog requireTls;
    private volatile @Nullable String ended;
    private volatile @Nullable String ownFault;
    private @Nullable CandidateLog log;

    DeliveryAttempt(
            DeliveryContext context,
            DeliveryRequest request,
            PolicyLookup.Settled lookup,
            LocalRule rule,
            DanePart dane,
            @Nullable TimeLimit limit) {
        this.context = context;
        this.request = request;
        this.lookup = lookup;
        this.rule = rule;
        this.dane = dane;
        this.limit = limit;
        this.requireTls = new RequireTlsLog(request.kind() == DeliveryKind.REQUIRE_TLS);
    }

    /**
     * The policy in force for this attempt, or the reason why there is none.
     *
     * @return for a log or a table
     */
    public PolicyResolution resolution() {
        return lookup.resolution();
    }

    /**
     * Decides about one MX host; one that is rejected for a policy's or its records' sake is recorded once per attempt. Does no
     * I/O, unless DANE is on and the host's TLSA records are not known: then it looks them up, for at most a minute. An interrupt
     * ends the wait and the attempt, and keeps the thread's interrupt flag.
     *
     * @param mxName the host from the MX record, or the domain itself when it has no MX record; the address when the next
     *     hop is an address
     * @return whether to open connections to it
     */
    public Candidate candidate(String mxName) {
        MxHost host = MxHost.fromRecord(mxName).or(() -> address(mxName)).orElse(null);
        return host != null ? candidate(host) : withoutHost(mxName);
    }

    private Candidate.Rejected withoutHost(String mxName) {
        requireTls.excluded();
        Candidate.Rejected rejected = rejected("mx-name-invalid: \"" + mxName + "\" names no host");
        log().rejected("an MX record", rejected.reason(), null);
        context.events().decided(request.domain(), mxName, null, rejected.reason(), rule);
        return rejected;
    }

    /**
     * Decides about one MX host, as {@link #candidate(String)} does.
     *
     * @param host the host from the MX record, or the domain itself when it has no MX record
     * @return whether to open connections to it
     */
    public Candidate candidate(MxHost host) {
        MxDecision sts = withoutDane(host);
        Candidate settled = settledWithoutDns(host, sts);
        return settled != null ? settled : afterLookup(host, sts, awaited(dane.find(host)));
    }

    /**
     * Decides about one MX host as {@link #candidate(String)} does, without blocking and without I/O on the calling thread.
     *
     * @param mxName as for {@link #candidate(String)}
     * @return completes with the decision, and never exceptionally
     */
    public CompletableFuture<Candidate> candidateAsync(String mxName) {
        MxHost host = MxHost.fromRecord(mxName).or(() -> address(mxName)).orElse(null);
        return host != null ? candidateAsync(host) : CompletableFuture.completedFuture(withoutHost(mxName));
    }

    /**
     * Decides about one MX host, as {@link #candidateAsync(String)} does.
     *
     * @param host the host from the MX record, or the domain itself when it has no MX record
     * @return completes with the decision, and never exceptionally
     */
    public CompletableFuture<Candidate> candidateAsync(MxHost host) {
        MxDecision sts = withoutDane(host);
        Candidate settled = settledWithoutDns(host, sts);
        if (settled != null) {
            return CompletableFuture.completedFuture(settled);
        }
        CompletableFuture<Candidate> result = new CompletableFuture<>();
        // Listeners are told, so not on the thread that looked up.
        var unused = dane.find(host)
                .thenAccept(found -> context.complete(() -> result.complete(afterLookupOrFault(host, sts, found))));
        return result;
    }

    /** The decision where the DNS need not be asked: nothing depends on TLSA records, or they are known. */
    private @Nullable Candidate settledWithoutDns(MxHost host, MxDecision sts) {
        Candidate.Rejected stopped = stopped();
        if (stopped != null) {
            if (!hasEnded()) {
                context.events().decided(request.domain(), host.name(), null, stopped.reason(), rule);
            }
            return stopped;
        }
        if (sts instanceof MxDecision.Reject reject) {
            requireTls.excluded();
            context.events().decided(request.domain(), host.name(), reject, reject.failure(), rule);
            recordMismatch(host, reject);
            log().rejected(host.name(), reject.failure(), reject.scope());
            return new Candidate.Rejected(reject.failure());
        }
        HostDane known = dane.known(host);
        return known == null ? null : decided(host, sts, known);
    }

    private Candidate.@Nullable Rejected stopped() {
        if (hasEnded()) {
            return rejected("ended: " + ended);
        }
        PolicyResolution.Undetermined undetermined = undetermined();
        return undetermined == null ? null : rejected("policy-unknown: " + undetermined.reason());
    }

    /** What the MTA-STS policy, the operator's rule for it, and the message require. */
    private MxDecision withoutDane(MxHost host) {
        MxDecision decision = Decider.decide(lookup.policy(), rule, host);
        if (!request.kind().isBlockedByPolicies()) {
            decision = Decider.withoutBlocking(decision);
        }
        return request.requiresValidatedTls() ? Decider.withValidatedTls(decision) : decision;
    }

    /** The decision once the DNS was asked; the attempt may have ended meanwhile. */
    private Candidate afterLookup(MxHost host, MxDecision sts, @Nullable HostDane found) {
        Candidate stopped = stopped();
        if (found == null || stopped != null) {
            return stopped != null ? stopped : rejected("ended: the attempt ended while TLSA records were looked up");
        }
        return decided(host, sts, found);
    }

    /** The same where nobody is there to catch what the server's own code throws, such as a clock. */
    private Candidate afterLookupOrFault(MxHost host, MxDecision sts, @Nullable HostDane found) {
        try {
            return afterLookup(host, sts, found);
        } catch (Throwable e) {
            LOG.warn("No decision about {}: this server's own code threw", host, e);
            requireTls.excluded();
            ownFault(host, "this server's own code threw " + e);
            return rejected("no-decision: this server's own code threw");
        }
    }

    private Candidate decided(MxHost host, MxDecision sts, HostDane found) {
        MxDecision decision = dane.decide(sts, found);
        boolean blocked = decision instanceof MxDecision.Reject;
        boolean isProved = request.kind().isTagged() && isProved(host, found);
        if (request.kind() == DeliveryKind.REQUIRE_TLS) {
            decision = request.isAddress()
                    ? RequireTlsDecider.ofAddress()
                    : RequireTlsDecider.decide(decision, host, isProved);
        }
        context.events().decided(request.domain(), host.name(), decision, violation(decision), rule);
        if (decision instanceof MxDecision.Reject reject) {
            if (found instanceof HostDane.Unknown unknown && unknown.fault() != LookupFault.DOMAIN) {
                ownFault(host, unknown.reason()); // such a try is no last try (D34)
            }
            if (blocked) {
                requireTls.excluded();
                recordExcluded(host, found, reject.failure());
            } else {
                requireTls.rejected(request.isAddress() || isPolicyKnown());
            }
            log().excluded(host, blocked ? DaneStatus.of(found) : CandidateLog.BLOCKED, reject.failure());
            return new Candidate.Rejected(reject.failure());
        }
        requireTls.proceeding(host);
        return new Candidate.Proceed(this, host, decision, found, isProved);
    }

    /** Whether the host is proved to take the mail of the next hop, as REQUIRETLS needs it (RFC 8689 section 4.2.1). */
    private boolean isProved(MxHost host, HostDane found) {
        PolicyDomain domain = request.domain();
        boolean isNextHop =
                domain != null && (request.isWithoutMx() || domain.name().equals(host.name()));
        return RequireTlsDecider.isProved(lookup.policy(), found, host, isNextHop);
    }

    /** Whether another try would find the same policy, or none: an announced one may only not have been obtained. */
    private boolean isPolicyKnown() {
        return !(resolution() instanceof PolicyResolution.NoPolicy none)
                || none.reason() == PolicyResolution.Reason.NOT_PUBLISHED
                || none.reason() == PolicyResolution.Reason.INVALID_RECORD
                || none.reason() == PolicyResolution.Reason.IGNORED_BY_LOCAL_RULE;
    }

    /** Waits for a look-up; null when the attempt ended before. */
    private @Nullable HostDane awaited(CompletableFuture<HostDane> found) {
        try {
            return limit == null ? found.get() : found.get(limit.leftNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end("its thread was interrupted");
            return null;
        } catch (TimeoutException e) {
            return null; // the attempt's own limit has passed
        } catch (ExecutionException e) {
            throw new IllegalStateException("a DANE look-up completes without an exception, whatever its ports do", e);
        }
    }

    private static @Nullable Failure violation(MxDecision decision) {
        if (decision instanceof MxDecision.Reject reject) {
            return reject.failure();
        }
        return decision instanceof MxDecision.ReportOnly report ? report.mismatch() : null;
    }

    /**
     * Says what to do with the message when no candidate was ready, or none took it. Does no I/O. When the message is
     * deferred, a check for a newer policy starts in the background, for the next try.
     *
     * @return keep the message and try again; or, on a last try, permission to return it to its sender; or, for a message with
     *     REQUIRETLS that no host can get, the duty to return it. There is no such
     *     permission when the attempt was ended, when the DNS was not asked for a newer policy, or when the cache could not
     *     be read: the answer is then {@link Unsent.Defer#lastTryMissed}
     */
    public Unsent unsent() {
        return unsent("mail for " + request.nextHop() + " was not sent: " + describe());
    }

    /** Says what to do with a message that was not sent for this reason. */
    Unsent unsent(String why) {
        return context.events().unsent(request, decide(why));
    }

    private Unsent decide(String why) {
        String fault = request.isLastTry() ? lastTryFault() : null;
        boolean isDue = fault == null && !hasEnded() && ownFault == null && undetermined() == null;
        String status = isDue ? requireTls.status(request.isLastTry()) : null;
        if (status != null) {
            return new Unsent.MustFail(status, why + "; the message requires REQUIRETLS");
        }
        if (request.isLastTry() && fault == null) {
            return new Unsent.MayFail(why + lastCheck());
        }
        PolicyDomain domain = request.domain();
        if (domain != null && !context.isClosed()) {
            context.resolver().checkInBackground(domain);
        }
        return fault == null
                ? new Unsent.Defer(enhancedStatus(), why)
                : new Unsent.Defer(enhancedStatus(), why + "; the last try was not made: " + fault, true);
    }

    /** Why this last try does not count; null when it was made. */
    private @Nullable String lastTryFault() {
        if (hasEnded()) {
            return "the attempt ended because " + ended;
        }
        if (ownFault != null) {
            return ownFault;
        }
        PolicyResolution.Undetermined undetermined = undetermined();
        if (undetermined != null && !undetermined.dnsFailure()) {
            return undetermined.reason();
        }
        return lookup instanceof PolicyLookup.Checked checked
                ? checked.lastTry().fault(checked.resolution())
                : null; // no Policy Domain, or the operator ignores its policy: there is nothing to ask for
    }

    private String lastCheck() {
        return lookup instanceof PolicyLookup.Checked
                ? "; the DNS was asked for a newer policy before this last try"
                : "";
    }

    /**
     * Ends the attempt: openings under way end, later candidates are rejected, and no failure is recorded for it.
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
        if (limit != null && limit.hasPassed()) {
            end("its time limit of " + limit.length() + " has passed");
        } else if (context.isClosed()) {
            end(DeliveryContext.CLOSED);
        }
        return ended != null;
    }

    void end(String reason) {
        if (ended == null) {
            ended = reason;
        }
    }

    /** Notes that a host had no chance because of this server: such a try is no last try. */
    void ownFault(MxHost host, String reason) {
        ownFault = reason;
        context.resolver().sessionFailedHere(host, reason);
    }

    /** Notes that the time for an opening passed while this server verified the certificate. */
    void judgedTooLate(MxHost host) {
        ownFault(host, "this server had no time to verify a certificate");
    }

    /** Notes why a host was not reached: for a shortage of this server's own, such a try is no last try. */
    void notDialled(MxHost host, Throwable error) {
        if (OsMessages.isShortage(error)) {
            ownFault(host, "cannot connect: " + error.getMessage());
        }
    }

    DeliveryContext context() {
        return context;
    }

    DeliveryRequest request() {
        return request;
    }

    /** Whether the domain has a policy to count sessions under, obtained or not: a failure counts without any local rule. */
    boolean isJudged() {
        StsPolicy policy = lookup.policy();
        return policy != null
                ? policy.mode() != PolicyMode.NONE
                : resolution() instanceof PolicyResolution.NoPolicy none && none.failure() != null;
    }

    /** Whether the faults of a certificate are counted: under a policy, obtained and with a mode other than none. */
    boolean countsCertificates() {
        StsPolicy policy = lookup.policy();
        return policy != null && policy.mode() != PolicyMode.NONE && request.kind() != DeliveryKind.TLS_REPORT;
    }

    /**
     * Passes the outcome of a session to the listeners, under each policy that applies (D26).
     *
     * @param countsSts whether the session is counted under MTA-STS
     */
    void record(Proceed with, ParkedConnection.Peer peer, SessionResult session, boolean countsSts, boolean reused) {
        List<AppliedPolicy> applied = new ArrayList<>(2);
        AppliedPolicy tlsa = DaneEvaluation.of(with.dane(), session);
        if (tlsa != null) {
            applied.add(tlsa);
            if (!tlsa.success() && dane.rule() == DaneRule.AUDIT) {
                context.audited(with.host(), tlsa);
            }
        }
        AppliedPolicy sts = countsSts ? ofSts(with.host(), session) : null;
        boolean isUnderDane = tlsa != null || with.dane().tlsaBase() != null;
        if (sts != null && !(isUnderDane && sts.type() == PolicyType.NO_POLICY_FOUND)) {
            applied.add(sts);
        }
        tell(with.host(), peer, applied, reused);
    }

    private @Nullable AppliedPolicy ofSts(MxHost host, @Nullable SessionResult session) {
        PolicyDomain domain = request.domain();
        StsPolicy policy = lookup.policy();
        Failure mismatch = policy == null ? null : Decider.mismatch(policy, host);
        return domain == null ? null : StsEvaluation.of(domain, resolution(), mismatch, session);
    }

    private void tell(MxHost host, ParkedConnection.Peer peer, List<AppliedPolicy> applied, boolean reused) {
        PolicyDomain domain = request.domain();
        if (domain == null || request.kind() == DeliveryKind.TLS_REPORT || applied.isEmpty()) {
            return;
        }
        context.tell(new DeliveryOutcome(
                domain,
                request.kind(),
                context.clock().instant(),
                host,
                peer.sending(),
                peer.receiving(),
                peer.helo(),
                applied,
                reused));
    }

    void recordReuse(Proceed with, ParkedConnection<?> parked) {
        PolicyDomain domain = request.domain();
        context.events().reused(domain, with.host(), parked.session());
        if (domain != null && request.kind() != DeliveryKind.TLS_REPORT && parked.countFor(domain)) {
            record(with, parked.peer(), parked.session(), true, true);
        }
    }

    /** D25: a host that no mx pattern covers counts as one failed session per attempt. */
    private void recordMismatch(MxHost host, MxDecision.Reject reject) {
        if (reject.scope() == MxDecision.Scope.PUBLISHED && log().isFirstMismatch(host)) {
            AppliedPolicy sts = ofSts(host, null);
            tell(host, NO_PEER, sts == null ? List.of() : List.of(sts), false);
        }
    }

    /** A host that DANE excludes counts as one failed session per attempt, too. */
    private void recordExcluded(MxHost host, HostDane found, Failure failure) {
        AppliedPolicy tlsa = DaneEvaluation.rejected(found, host.name(), failure);
        if (tlsa != null && log().isFirstMismatch(host)) {
            tell(host, NO_PEER, List.of(tlsa), false);
        }
    }

    /** Made on demand: a decision that lets a host pass needs none. */
    private synchronized CandidateLog log() {
        CandidateLog made = log;
        if (made == null) {
            made = new CandidateLog(rule instanceof LocalRule.RequireEnforce ? "the operator's rule" : "the message");
            log = made;
        }
        return made;
    }

    /** Records how a session was settled, for {@link #unsent}: of a server that opens its connections itself. */
    void settled(MxHost host, MxDecision decision, SmtpSession.Permission permission) {
        log().settled(host, decision, permission);
    }

    /** Records the same where it was no opening that settled the session. */
    void settledForRequireTls(MxHost host, MxDecision decision, SmtpSession.Permission permission, boolean isLost) {
        requireTls.settled(host, decision, rule instanceof LocalRule.RequireEnforce, permission, isLost);
    }

    /**
     * Records that a host which was settled before does not offer REQUIRETLS.
     *
     * @param isKnown whether its reply says so; another one refuses us for now
     */
    void withoutRequireTls(MxHost host, boolean isKnown) {
        log().withoutRequireTls(host);
        if (isKnown) {
            requireTls.notOffered();
        }
    }

    /** Records how an opening ended, for {@link #unsent}. */
    <C> Opening<C> ended(MxHost host, MxDecision decision, Opening<C> opening, boolean isLost, long startNanos) {
        log().opened(host, decision, opening);
        requireTls.opened(host, decision, rule instanceof LocalRule.RequireEnforce, opening, isLost);
        context.events().opened(request.domain(), host, opening, startNanos);
        return opening;
    }

    /** An address is a host only when the next hop is one; in an MX record it is an error (RFC 5321 section 5.1). */
    private Optional<MxHost> address(String mxName) {
        return request.isAddress() ? MxHost.parseAddress(mxName) : Optional.empty();
    }

    private String describe() {
        if (ended != null) {
            return "the attempt ended because " + ended;
        }
        PolicyResolution.Undetermined undetermined = undetermined();
        if (undetermined != null) {
            return "it is not known whether it has an MTA-STS policy (" + undetermined.reason() + ")";
        }
        String hosts = log().toString();
        return (hosts.isEmpty() ? "no connection to an MX host was opened" : hosts) + requirement();
    }

    /** Names what blocked, where a decision did. */
    private String requirement() {
        if (!log().isBlockedByPolicy()) {
            return "";
        }
        StsPolicy policy = lookup.policy();
        String published =
                policy != null && policy.mode() == PolicyMode.ENFORCE ? " (MTA-STS policy: " + policy + ")" : "";
        return published + (rule instanceof LocalRule.RequireEnforce ? " (operator's rule: " + rule + ")" : "");
    }

    /** RFC 3463: 4.7.x only where a decision blocked, 4.4.1 where no host was reached. */
    private String enhancedStatus() {
        if (ended != null) {
            return "4.3.0";
        }
        if (undetermined() != null) {
            return "4.7.0";
        }
        String status = log().status();
        return status == null ? "4.4.1" : status;
    }

    private PolicyResolution.@Nullable Undetermined undetermined() {
        return !(lookup instanceof PolicyLookup.Cached)
                        && lookup.resolution() instanceof PolicyResolution.Undetermined undetermined
                ? undetermined
                : null;
    }

    private static Candidate.Rejected rejected(String reason) {
        return new Candidate.Rejected(new Failure(ResultType.VALIDATION_FAILURE, reason));
    }
}
