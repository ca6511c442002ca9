package io.github.mtasts;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.MxDecision;
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

        Proceed(DeliveryAttempt attempt, MxHost host, MxDecision decision) {
            this.attempt = attempt;
            this.host = host;
            this.decision = decision;
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
         * Takes a connection out of a pool if it satisfies this decision: it was opened to this host and, where a policy is
         * enforced or tested, its certificate proved the host's name. Does no I/O.
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
            boolean provedEnough = decision instanceof MxDecision.NoConstraint
                    || parked.session().validated();
            if (attempt.hasEnded() || !parked.host().equals(host) || !provedEnough) {
                return Optional.empty();
            }
            Runnable countReuse = () -> attempt.recordReuse(host, parked);
            C connection = parked.take(countReuse);
            return connection == null
                    ? Optional.empty()
                    : Optional.of(Opening.Ready.reused(connection, parked, countReuse));
        }

        /**
         * One session for a server that speaks SMTP itself, in place of {@link #open}.
         *
         * @return a session for one connection, to be closed with the connection
         */
        public SmtpSession session() {
            return new SmtpSession(attempt, host, decision);
        }
    }
}
