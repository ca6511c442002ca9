package io.github.mtasts;

import io.github.mtasts.dane.HostDane;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.MtaStsEvent.Opened.Result;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.session.SessionCheck;
import io.github.mtasts.session.StsEvaluation;
import io.github.mtasts.text.Printable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * One session with one MX host, for a mail server that speaks SMTP itself; {@link Candidate.Proceed#open} is built on it.
 * The server reports each event; the session supplies the TLS set-up and checks the result. Use it in a try-with-resources
 * statement: a connection that was made then has one outcome, whatever happens in between; none where the host refused it
 * before TLS and the domain has no policy, or where the attempt has ended (D33).
 *
 * <p>The order of calls: {@link #connected}; {@link #receivedHelo}; then {@link #refused}, {@link #startTlsMissing} or
 * {@link #startTlsRefused}, or a handshake with {@link #socketFactory}, {@link #engine} or {@link #trustManager} and then
 * {@link #established}; EHLO over TLS and, with the first complete reply, {@link #answered}; where the handshake or the
 * connection fails before that reply, {@link #handshakeFailed}; at last {@link #close}. Only that reply proves the handshake: in
 * TLS 1.3 a server may refuse after the client has completed it. Where the decision requires validated TLS the handshake itself
 * fails on a bad certificate, except that of a resumed TLS session, which {@link #established} refuses. Send mail only when the
 * last answer was {@link Permission.Granted}. Implicit TLS counts as STARTTLS (RFC 8460 section 1). For use by one thread at a
 * time.
 */
public final class SmtpSession implements AutoCloseable {
    /** Whether mail may go over the connection. */
    public sealed interface Permission {
        /**
         * The result that the permission follows from.
         *
         * @return the result of the session
         */
        SessionResult session();

        /**
         * Mail may be sent.
         *
         * @param session the result of the session
         */
        record Granted(SessionResult session) implements Permission {
            @Override
            public String toString() {
                return "mail may be sent: " + session;
            }
        }

        /**
         * Mail may not be sent: close the connection and go on to the next address or host.
         *
         * @param session the result of the session
         */
        record Denied(SessionResult session) implements Permission {
            @Override
            public String toString() {
                return "mail may not be sent: " + session;
            }
        }

        /**
         * The handshake resumed a TLS session whose certificate does not prove the host any more, while the host may have a newer
         * one. Nothing is recorded. Close the connection, dial the same address again, and go on with {@link #connected} of the
         * same {@link SmtpSession}: the handshake is a full one then.
         *
         * @param session the result of the earlier certificate, of no consequence
         */
        record DialAgain(SessionResult session) implements Permission {
            @Override
            public String toString() {
                return "dial again: the certificate of the resumed TLS session does not hold any more";
            }
        }
    }

    /** The protocol of the session that JSSE returns after a failed handshake. */
    private static final String NO_PROTOCOL = "NONE";

    private final DeliveryAttempt attempt;
    private final Candidate.Proceed proceed;
    private final MxHost host;
    private final MxDecision decision;
    private final SessionCheck check;
    private final boolean tellsEvents;
    private final long startNanos;
    private boolean connected;
    private boolean tlsBegun;
    private boolean settled;
    private boolean forgotten;
    /** Whether the connection broke, was too slow or given up, before it proved anything. */
    private volatile boolean lost;

    /** The judgement of a handshake that is not proved by a reply yet. */
    private @Nullable SessionResult judged;

    private @Nullable InetAddress sending;
    private @Nullable InetAddress receiving;
    private int port = 25;
    private volatile @Nullable String helo;

    /** @param tellsEvents whether listeners hear of the result from here */
    SmtpSession(DeliveryAttempt attempt, Candidate.Proceed proceed, boolean tellsEvents) {
        this.tellsEvents = tellsEvents;
        this.startNanos = attempt.context().events().startNanos();
        this.attempt = attempt;
        this.proceed = proceed;
        this.host = proceed.host();
        this.decision = proceed.decision();
        this.check = attempt.context()
                .sessions()
                .check(
                        host,
                        requiresValidatedTls(),
                        attempt.context().clientCertificates().forHost(host),
                        proceed.dane());
    }

    /**
     * Reports that the connection was made.
     *
     * @param local our address, null when the transport has none
     * @param remote the host's address, null when the transport has none
     */
    public synchronized void connected(@Nullable SocketAddress local, @Nullable SocketAddress remote) {
        connected = true;
        sending = addressOf(local);
        receiving = addressOf(remote);
        if (remote instanceof InetSocketAddress inet) {
            port = inet.getPort();
        }
    }

    /**
     * Reports the name that the host gave in an EHLO or HELO reply: again after the handshake, before {@link #answered}.
     *
     * @param name as received
     */
    public void receivedHelo(String name) {
        helo = Printable.line(name, 255);
    }

    /**
     * Reports that the host refused the session before TLS: the greeting or EHLO was answered with an error, or the connection
     * was closed, timed out or malformed before STARTTLS was answered (D33). An EHLO that was answered with 500, 502 or 504
     * is {@link #startTlsMissing} instead.
     *
     * @param reason the reply as received, or what happened
     * @return no permission: go on to the next address or host
     */
    public Permission refused(String reason) {
        return refused(refusedBeforeTls(reason));
    }

    /** The session ends before TLS, and no mail goes over it, whatever the decision. */
    Permission refused(Failure failure) {
        return settle(SessionResult.withoutTls(failure), false);
    }

    /** Makes the failure of a session that was refused before TLS. */
    static Failure refusedBeforeTls(String reason) {
        return new Failure(ResultType.VALIDATION_FAILURE, StsEvaluation.REFUSED_BEFORE_TLS + ": " + reason);
    }

    /**
     * Reports that the EHLO reply does not offer STARTTLS.
     *
     * @return whether mail may be sent in the clear
     */
    public Permission startTlsMissing() {
        return withoutTls(new Failure(ResultType.STARTTLS_NOT_SUPPORTED, "starttls-not-offered"));
    }

    /**
     * Reports that the host answered STARTTLS with an error. Where TLS is required such an error is temporary, whatever its
     * code.
     *
     * @param reply the reply as received
     * @return whether mail may be sent in the clear
     */
    public Permission startTlsRefused(String reply) {
        return withoutTls(new Failure(ResultType.STARTTLS_NOT_SUPPORTED, "starttls-refused: " + reply));
    }

    /**
     * Makes sockets for this connection's handshake, with server name and TLS versions set. The certificate is matched
     * against the MX host, whatever name a caller passes. Do not pass on bytes that were received in the clear.
     *
     * @return a factory for this connection only
     */
    public SSLSocketFactory socketFactory() {
        beginTls();
        return check.socketFactory();
    }

    /**
     * Makes an engine for this connection's handshake, set up in the same way.
     *
     * @return an engine in client mode
     */
    public SSLEngine engine() {
        beginTls();
        return check.engine(receiving, port);
    }

    /**
     * The trust manager behind factory and engine, for a TLS context of the server's own. It is for this connection only.
     * In such a context a warning alert before the ServerHello ends the handshake (RFC 6066 section 3 has it go on); sockets and
     * engines of the library drop up to four.
     *
     * @return a trust manager that records the certificate, and refuses a bad one where validated TLS is required
     */
    public X509ExtendedTrustManager trustManager() {
        beginTls();
        return check.trustManager();
    }

    /**
     * Reports a completed handshake, and verifies the certificate. A refused certificate is recorded; otherwise say EHLO and
     * report {@link #answered} or {@link #handshakeFailed}. The session of a handshake that was not completed (JSSE returns one
     * with the protocol {@code NONE}) is a failed handshake. The handshake may have resumed an earlier TLS session, in which the
     * host shows no certificate: the one that it showed then is verified here, and where a requirement or an outcome depends on
     * it may lead to {@link Permission.DialAgain}, at most once. May block when revocation is checked, because that asks the network:
     * an event-driven server calls it off its event loop.
     *
     * @param session of the socket or engine
     * @return whether mail may be sent
     * @throws IllegalStateException when the TLS result was reported before
     */
    public Permission established(SSLSession session) {
        SessionResult result = judge(session);
        return mustDialAgain() ? new Permission.DialAgain(result) : judged(result);
    }

    /**
     * Reports the first complete reply over TLS, positive or not, and records the session.
     *
     * @throws IllegalStateException when {@link #established} did not grant mail before, or the result was recorded before; or when
     *     the message requires REQUIRETLS, which only {@link #answered(List)} shows
     */
    public void answered() {
        if (attempt.request().kind() == DeliveryKind.REQUIRE_TLS) {
            throw new IllegalStateException(
                    "answered without a reply: pass the reply to EHLO, which must offer REQUIRETLS for this message");
        }
        proved();
    }

    /**
     * Reports the reply to EHLO over TLS in place of {@link #answered()}, which a message of the kind
     * {@link DeliveryKind#REQUIRE_TLS} needs (RFC 8689 section 2).
     *
     * @param ehloReply each line of the reply, code included, without line ends
     * @return whether mail may be sent: not where the message requires REQUIRETLS and the host does not offer it; then say QUIT
     * @throws IllegalStateException as {@link #answered()}
     */
    public Permission answered(List<String> ehloReply) {
        SessionResult result = proved();
        EhloReply reply = new EhloReply(ehloReply);
        if (attempt.request().kind() != DeliveryKind.REQUIRE_TLS || reply.offers(EhloReply.REQUIRETLS)) {
            return new Permission.Granted(result);
        }
        attempt.withoutRequireTls(host, reply.isAboutExtensions());
        return new Permission.Denied(result);
    }

    /** The first complete reply came over TLS. */
    SessionResult proved() {
        SessionResult result;
        synchronized (this) {
            result = judged;
            if (result == null) {
                throw new IllegalStateException(
                        "answered without established: report the handshake with " + host + " first");
            }
            if (!claim(result)) {
                return result;
            }
        }
        var unused = conclude(result, true);
        return result;
    }

    /**
     * Reports that the handshake failed, or that the connection broke during it or before the first complete reply over TLS.
     *
     * @param error as thrown
     * @return whether mail may be sent in the clear, over a new connection
     */
    public Permission handshakeFailed(Throwable error) {
        lost = error instanceof SocketTimeoutException || isLost(error);
        return isJudged()
                ? brokenBeforeReply(error, error instanceof SocketTimeoutException)
                : settle(check.failed(error));
    }

    /** Verifies the certificate of a completed handshake. May ask the network for revocation. */
    SessionResult judge(SSLSession session) {
        return NO_PROTOCOL.equals(session.getProtocol())
                ? check.failed(new SSLException("the handshake was not completed"))
                : check.completed(session);
    }

    /**
     * Whether the judged handshake proves nothing, and everything begins again with another connection. Not a second session.
     * Where nothing depends on the certificate the connection is used as it is.
     */
    synchronized boolean mustDialAgain() {
        boolean counts =
                requiresValidatedTls() || attempt.countsCertificates() || proceed.dane() instanceof HostDane.Records;
        if (!check.mustRepeat() || !counts) {
            return false;
        }
        connected = false;
        tlsBegun = false;
        return true;
    }

    /** Takes the judgement of a handshake: final where it refuses. */
    Permission judged(SessionResult result) {
        if (!result.encrypted() || !isSatisfiedBy(result)) {
            return settle(result);
        }
        synchronized (this) {
            if (forgotten) {
                return new Permission.Denied(result);
            }
            if (judged != null || settled) {
                throw reportedBefore();
            }
            judged = result;
            return new Permission.Granted(result);
        }
    }

    /** The connection broke between handshake and first reply: TLS failed, beside the faults of the certificate. */
    Permission brokenBeforeReply(@Nullable Throwable error, boolean timedOut) {
        lost = timedOut || isLost(error);
        String ownFault = timedOut ? null : check.clientCertificateFault(error);
        String reason =
                ownFault != null ? ownFault : UnprovedTls.reason(error, timedOut, check.isClientCertificateMissing());
        return settle(failed(new Failure(ResultType.VALIDATION_FAILURE, reason)));
    }

    private synchronized SessionResult failed(Failure failure) {
        List<Failure> failures = new ArrayList<>(judged == null ? List.of() : judged.failures());
        failures.add(failure);
        return new SessionResult(null, null, failures, false, null, judged == null ? null : judged.dane());
    }

    private synchronized boolean isJudged() {
        return judged != null;
    }

    /** Ends the session. A connection without a reported TLS result is recorded as abandoned. */
    @Override
    public void close() {
        var unused = giveUp(
                isJudged()
                        ? "abandoned: the session ended before the first reply over TLS"
                        : "abandoned: the session ended before its TLS result");
        check.close();
    }

    /** Ends the session for this reason, unless it has a result or was never connected. Returns the failures recorded. */
    List<Failure> giveUp(String reason) {
        SessionResult result;
        String ownFault = check.verificationFault();
        String why = ownFault == null ? reason : ownFault;
        synchronized (this) {
            result = failed(tlsBegun ? new Failure(ResultType.VALIDATION_FAILURE, why) : refusedBeforeTls(reason));
            if (settled || !connected || !claim(result)) {
                settled = true;
                return List.of();
            }
        }
        lost = true;
        var unused = conclude(result, false);
        return result.failures();
    }

    /** A host that demands a certificate and got none may close the connection without an alert. */
    private boolean isLost(@Nullable Throwable error) {
        return !check.isClientCertificateMissing() && LostConnection.shownBy(error);
    }

    /** Whether the last connection ended in a way that may change with the next try, and shows nothing about its host. */
    boolean isLost() {
        return lost;
    }

    private synchronized void beginTls() {
        tlsBegun = true;
    }

    /** Reports that the host ended the session before TLS, or refused TLS. */
    Permission withoutTls(Failure failure) {
        return settle(SessionResult.withoutTls(failure));
    }

    /** Records nothing from now on: what this side ends is no failure of the host, by whichever way it is reported. */
    synchronized void forget() {
        settled = true;
        forgotten = true;
    }

    private boolean requiresValidatedTls() {
        return decision.validatedBy() != null;
    }

    /** Whether no mail goes in the clear. */
    boolean requiresTls() {
        return decision.requiresTls();
    }

    /** Whether a session shows what the decision asks for. */
    private boolean isSatisfiedBy(SessionResult session) {
        return (!requiresTls() || session.encrypted())
                && (!requiresValidatedTls() || session.validated())
                && (!(decision instanceof MxDecision.RequireDane) || session.daneAuthenticated());
    }

    /** Hands a connection over to its user, with the way back into a pool. */
    <C> Opening.Ready<C> ready(
            C connection,
            SessionResult session,
            EhloReply ehlo,
            ParkedConnection.Handover<C> handover,
            Supplier<ByteBuffer> readAhead) {
        PolicyDomain domain = attempt.request().domain();
        Set<PolicyDomain> counted = ConcurrentHashMap.newKeySet();
        if (domain != null && attempt.request().kind() != DeliveryKind.TLS_REPORT) {
            counted.add(domain);
        }
        return Opening.Ready.opened(
                connection,
                session,
                ehlo,
                used -> new ParkedConnection<>(
                        host,
                        session,
                        check.daneProof(),
                        ehlo,
                        peer(),
                        handover.take().apply(used),
                        counted,
                        handover),
                readAhead,
                proceed.carriesRequireTls(session, ehlo));
    }

    private ParkedConnection.Peer peer() {
        return new ParkedConnection.Peer(sending, receiving, helo);
    }

    private Permission settle(SessionResult session) {
        return settle(session, isSatisfiedBy(session));
    }

    private Permission settle(SessionResult session, boolean isUsable) {
        synchronized (this) {
            if (!claim(session)) {
                return new Permission.Denied(session);
            }
        }
        return conclude(session, isUsable);
    }

    /** Whether this result is the one to record. None is once the attempt has ended, except that of a completed handshake. */
    private synchronized boolean claim(SessionResult session) {
        if (forgotten || (!session.encrypted() && attempt.hasEnded())) {
            settled = true;
            return false;
        }
        if (settled) {
            throw reportedBefore();
        }
        settled = true;
        return true;
    }

    /** Records the result, without a lock: listeners are called. */
    private Permission conclude(SessionResult session, boolean isUsable) {
        session.failures().stream()
                .filter(StsEvaluation::isOwnFault)
                .findFirst()
                .ifPresent(own -> countOwnFault(own, isUsable));
        attempt.record(proceed, peer(), session, !isRefusedByLocalRuleAlone(session), false);
        Permission permission = isUsable ? new Permission.Granted(session) : new Permission.Denied(session);
        attempt.settled(host, decision, permission);
        if (tellsEvents) {
            attempt.settledForRequireTls(host, decision, permission, lost);
            attempt.context().events().settled(attempt.request().domain(), host, permission, step(session), startNanos);
        }
        return permission;
    }

    /** The step at which a session ended that is not used. */
    private static Result step(SessionResult session) {
        for (Failure failure : session.failures()) {
            if (failure.type() == ResultType.STARTTLS_NOT_SUPPORTED) {
                return Result.NO_STARTTLS;
            }
            if (failure.reason().startsWith(StsEvaluation.REFUSED_BEFORE_TLS)) {
                return Result.SMTP;
            }
        }
        return Result.TLS;
    }

    /** D34: for the operator; a host that was left for it is no reason to give a message up. */
    private void countOwnFault(Failure own, boolean isUsable) {
        if (isUsable) {
            attempt.context().resolver().sessionFailedHere(host, own.reason());
        } else {
            attempt.ownFault(host, own.reason());
        }
    }

    private IllegalStateException reportedBefore() {
        return new IllegalStateException("the TLS result of the session with " + host
                + " was reported before: use a new session for each connection");
    }

    /**
     * Whether the handshake failed only because the operator's rule refuses the certificate. Without the rule it would have
     * been completed, and counted as a success where no policy is published.
     */
    private boolean isRefusedByLocalRuleAlone(SessionResult session) {
        return decision.validatedBy() == MxDecision.Scope.LOCAL
                && !session.encrypted()
                && session.failures().stream().allMatch(StsEvaluation::isCertificateFault)
                && !attempt.isJudged();
    }

    private static @Nullable InetAddress addressOf(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }
}
