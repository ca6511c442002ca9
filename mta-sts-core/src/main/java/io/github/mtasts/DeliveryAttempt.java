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
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.internal.PolicyLookup;
import io.github.mtasts.session.StsEvaluation;
import io.github.mtasts.text.OsMessages;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver to one Policy Domain, under the policy in force when it began. Ask it about each MX host in the
 * order of preference; do not sort or filter the hosts first (RFC 8461 section 8.4). Close it when the message is sent or
 * kept. Thread-safe.
 */
public final class DeliveryAttempt implements AutoCloseable {
    private final DeliveryContext context;
    private final DeliveryRequest request;
    private final PolicyLookup.Settled lookup;
    private final LocalRule rule;
    private final @Nullable TimeLimit limit;
    private volatile @Nullable String ended;
    private volatile @Nullable String ownFault;
    private @Nullable CandidateLog log;

    DeliveryAttempt(
            DeliveryContext context,
            DeliveryRequest request,
            PolicyLookup.Settled lookup,
            LocalRule rule,
            @Nullable TimeLimit limit) {
        this.context = context;
        this.request = request;
        this.lookup = lookup;
        this.rule = rule;
        this.limit = limit;
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
     * Decides about one MX host. Does no I/O; a host that the policy does not cover is recorded once per attempt.
     *
     * @param mxName the host from the MX record, or the domain itself when it has no MX record; the address when the next
     *     hop is an address
     * @return whether to open connections to it
     */
    public Candidate candidate(String mxName) {
        MxHost host = MxHost.fromRecord(mxName).or(() -> address(mxName)).orElse(null);
        if (host != null) {
            return candidate(host);
        }
        Candidate.Rejected rejected = rejected("mx-name-invalid: \"" + mxName + "\" names no host");
        log().rejected("an MX record", rejected.reason(), null);
        return rejected;
    }

    /**
     * Decides about one MX host, as {@link #candidate(String)} does.
     *
     * @param host the host from the MX record, or the domain itself when it has no MX record
     * @return whether to open connections to it
     */
    public Candidate candidate(MxHost host) {
        if (hasEnded()) {
            return rejected("ended: " + ended);
        }
        PolicyResolution.Undetermined undetermined = undetermined();
        if (undetermined != null) {
            return rejected("policy-unknown: " + undetermined.reason());
        }
        MxDecision decision = Decider.decide(lookup.policy(), rule, host);
        if (request.kind() != DeliveryKind.NORMAL) {
            decision = Decider.withoutBlocking(decision);
        }
        if (request.requiresValidatedTls()) {
            decision = Decider.withValidatedTls(decision);
        }
        if (decision instanceof MxDecision.Reject reject) {
            recordMismatch(host, reject);
            log().rejected(host.name(), reject.failure(), reject.scope());
            return new Candidate.Rejected(reject.failure());
        }
        return new Candidate.Proceed(this, host, decision);
    }

    /**
     * Says what to do with the message when no candidate was ready, or none took it. Does no I/O. When the message is
     * deferred, a check for a newer policy starts in the background, for the next try.
     *
     * @return keep the message and try again; or, on a last try, permission to return it to its sender. There is no such
     *     permission when the attempt was ended, when the DNS was not asked for a newer policy, or when the cache could not
     *     be read: the answer is then {@link Unsent.Defer#lastTryMissed}
     */
    public Unsent unsent() {
        return unsent("mail for " + request.nextHop() + " was not sent: " + describe());
    }

    /** Says what to do with a message that was not sent for this reason. */
    Unsent unsent(String why) {
        String fault = request.isLastTry() ? lastTryFault() : null;
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

    /** Passes the outcome of a session to the listeners. */
    void record(MxHost host, ParkedConnection.Peer peer, @Nullable SessionResult session, boolean reused) {
        PolicyDomain domain = request.domain();
        if (domain == null || request.kind() == DeliveryKind.TLS_REPORT) {
            return;
        }
        StsPolicy policy = lookup.policy();
        Failure mismatch = policy == null ? null : Decider.mismatch(policy, host);
        AppliedPolicy applied = StsEvaluation.of(domain, resolution(), mismatch, session);
        if (applied != null) {
            context.tell(new DeliveryOutcome(
                    domain,
                    request.kind(),
                    context.clock().instant(),
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
        if (domain != null && request.kind() != DeliveryKind.TLS_REPORT && parked.countFor(domain)) {
            record(host, parked.peer(), parked.session(), true);
        }
    }

    /** D25: a host that no mx pattern covers counts as one failed session per attempt. */
    private void recordMismatch(MxHost host, MxDecision.Reject reject) {
        if (reject.scope() == MxDecision.Scope.PUBLISHED && log().isFirstMismatch(host)) {
            record(host, new ParkedConnection.Peer(null, null, null), null, false);
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

    /** Records how an opening ended, for {@link #unsent}. */
    <C> Opening<C> ended(MxHost host, MxDecision decision, Opening<C> opening) {
        log().opened(host, decision, opening);
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
        if (!CandidateLog.BLOCKED.equals(log().status())) {
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
