package io.github.mtasts;

import io.github.mtasts.dane.DaneProof;
import io.github.mtasts.dane.HostDane;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.SessionResult;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The decision about one MX host: go on to the next host, or open a connection. */
public sealed interface Candidate {
    /**
     * No mail goes to this host now. Go on to the next host, as for a host that cannot be reached (RFC 8461 section 8.4).
     *
     * @param reason the violated rule, or why the attempt has ended
     */
    record Rejected(Failure reason) implements Candidate {
        @Override
        public String toString() {
            return "rejected: " + reason;
        }
    }

    /** A host that connections may be opened to, one for each of its addresses in turn. Thread-safe. */
    final class Proceed implements Candidate {
        private final DeliveryAttempt attempt;
        private final MxHost host;
        private final MxDecision decision;
        private final HostDane dane;
        private final boolean isProvedMx;

        /** @param isProvedMx whether the host is proved to take the mail of the next hop, as REQUIRETLS needs it */
        Proceed(DeliveryAttempt attempt, MxHost host, MxDecision decision, HostDane dane, boolean isProvedMx) {
            this.attempt = attempt;
            this.host = host;
            this.decision = decision;
            this.dane = dane;
            this.isProvedMx = isProvedMx;
        }

        HostDane dane() {
            return dane;
        }

        /**
         * The MX host.
         *
         * @return the name to resolve and to dial
         */
        public MxHost host() {
            return host;
        }

        /**
         * The requirements on the host.
         *
         * @return for a log or a table; {@link #open} enforces it
         */
        public MxDecision decision() {
            return decision;
        }

        /**
         * Opens a connection over blocking sockets. The caller dials; the library reads the greeting, sends EHLO and STARTTLS,
         * makes the handshake, verifies the certificate, says EHLO again, reads the reply and records the outcome. Where validated TLS is not required and the
         * handshake fails, it dials once more and continues in the clear. Blocks for at most five minutes
         * ({@link MtaStsBuilder#openingLimit}); an interrupt, the attempt's time limit and {@link DeliveryAttempt#close} end
         * it earlier.
         *
         * @param dialer connects to one address of the host, on the calling thread
         * @return a connection for mail, or why there is none
         */
        public Opening<Socket> open(Dialer dialer) {
            return new BlockingOpening(attempt, this).run(dialer);
        }

        /**
         * Opens a connection for an event-driven server, in the same steps as {@link #open}. Does not block: certificates are
         * verified on a thread of the library. Cancelling the result closes the connection.
         *
         * @param dialer connects to one address of the host
         * @param <T> the server's own kind of connection
         * @return completes with a connection for mail, or with the reason why there is none, and never exceptionally; on the
         *     executor of {@link MtaStsBuilder#completions}
         */
        public <T extends AsyncTransport> CompletableFuture<Opening<T>> openAsync(AsyncDialer<T> dialer) {
            return AsyncOpening.start(attempt, this, dialer);
        }

        /**
         * Takes a connection out of a pool if it satisfies this decision: it was opened to this host, where a policy is
         * enforced or tested its certificate proved the host's name, and where the host has TLSA records one that it has now
         * authenticated the connection, and where the message requires REQUIRETLS the host offers it. Does no I/O.
         *
         * <p>A host may have closed a parked connection. On a socket the library sends RSET in place of the first EHLO; unless
         * the reply is 250 the connection is closed and the read fails: dial anew. An event-driven server sends RSET first, and
         * reports the reply 250 with {@link Opening.Ready#resetAccepted}. Only after that reply the session is counted once
         * more, for a Policy Domain that has not used it before.
         *
         * @param parked from a pool
         * @param <C> the connection
         * @return the connection; empty when it does not satisfy the decision and stays parked, or was taken or closed before
         */
        public <C> Optional<Opening.Ready<C>> reuse(ParkedConnection<C> parked) {
            if (attempt.hasEnded() || !parked.host().equals(host) || !isProvedBy(parked)) {
                return Optional.empty();
            }
            Runnable countReuse = () -> attempt.recordReuse(this, parked);
            C connection = parked.take(countReuse);
            return connection == null
                    ? Optional.empty()
                    : Optional.of(Opening.Ready.reused(
                            connection, parked, countReuse, carriesRequireTls(parked.session(), parked.ehlo())));
        }

        private boolean isProvedBy(ParkedConnection<?> parked) {
            SessionResult session = parked.session();
            DaneProof proof = parked.daneProof();
            if (dane instanceof HostDane.Records records && (proof == null || !proof.holds(records))) {
                return false;
            }
            if (attempt.request().kind() == DeliveryKind.REQUIRE_TLS
                    && !parked.ehlo().offers(EhloReply.REQUIRETLS)) {
                return false;
            }
            if (decision instanceof MxDecision.RequireTls && !session.encrypted()) {
                return false;
            }
            boolean nameCounts = decision.validatedBy() != null
                    || decision instanceof MxDecision.ReportOnly
                    || (decision.requiresTls() && attempt.countsCertificates());
            return !nameCounts || session.validated();
        }

        /** Whether MAIL carries REQUIRETLS: a message that requires it gets no other connection, its bounce may (RFC 8689 section 5). */
        boolean carriesRequireTls(SessionResult session, EhloReply ehlo) {
            DeliveryKind kind = attempt.request().kind();
            if (kind != DeliveryKind.REQUIRE_TLS_BOUNCE) {
                return kind == DeliveryKind.REQUIRE_TLS;
            }
            boolean isAuthenticated =
                    decision instanceof MxDecision.RequireDane ? session.daneAuthenticated() : session.validated();
            return isProvedMx && isAuthenticated && ehlo.offers(EhloReply.REQUIRETLS);
        }

        /**
         * One session for a server that speaks SMTP itself, in place of {@link #open}.
         *
         * @return a session for one connection, to be closed with the connection
         */
        public SmtpSession session() {
            return new SmtpSession(attempt, this, true);
        }

        /** The session of an opening, which tells the listeners itself how it ended. */
        SmtpSession sessionOfOpening() {
            return new SmtpSession(attempt, this, false);
        }
    }
}
