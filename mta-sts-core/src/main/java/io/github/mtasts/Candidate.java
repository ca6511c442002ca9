package io.github.mtasts;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.MxDecision;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What an attempt says of one MX host: go on to the next one, or open a connection. */
public sealed interface Candidate {
    /**
     * No mail goes to this host now. It is passed over like a host that cannot be reached (RFC 8461 section 8.4).
     *
     * @param reason why
     */
    record Rejected(Failure reason) implements Candidate {}

    /** An MX host that connections may be opened to, once for each of its addresses. Thread-safe. */
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
         * What the host must show.
         *
         * @return for a log or a table; {@link #open} sees to it
         */
        public MxDecision decision() {
            return decision;
        }

        /**
         * Opens a connection over blocking sockets: the caller dials, the library reads the greeting, says EHLO and STARTTLS,
         * makes the handshake, judges it and records the outcome. Blocks for five minutes at most unless set otherwise; an
         * interrupt, the attempt's time limit and {@link DeliveryAttempt#close} end it earlier.
         *
         * @param dialer connects to one address of the host
         * @return a connection for mail, or why there is none
         */
        public Opening<Socket> open(Dialer dialer) {
            return new BlockingOpening(attempt, this).run(dialer);
        }

        /**
         * Opens a connection for an event-driven server, in the same steps as {@link #open}. Nothing blocks; certificates are
         * judged off the event loop. Cancelling the result closes the connection.
         *
         * @param dialer connects to one address of the host
         * @param <T> the server's own kind of connection
         * @return completes with a connection for mail, or with why there is none
         */
        public <T extends AsyncTransport> CompletableFuture<Opening<T>> openAsync(AsyncDialer<T> dialer) {
            return new AsyncOpening<>(attempt, this, dialer).start();
        }

        /**
         * Takes a parked connection if it satisfies this decision: it was opened to this host, and where a policy is enforced
         * or tested its session has proved the host's name. The session is counted once more for a Policy Domain that has not
         * used it before.
         *
         * @param parked from a pool
         * @param <C> the connection
         * @return the connection, on which EHLO comes next; empty when it does not satisfy the decision, and stays parked, or
         *     is no longer there
         */
        public <C> Optional<Opening.Ready<C>> reuse(ParkedConnection<C> parked) {
            boolean provedEnough = decision instanceof MxDecision.NoConstraint
                    || parked.session().validated();
            if (attempt.hasEnded() || !parked.host().equals(host) || !provedEnough) {
                return Optional.empty();
            }
            C connection = parked.take();
            if (connection == null) {
                return Optional.empty();
            }
            attempt.recordReuse(host, parked);
            return Optional.of(new Opening.Ready<>(connection, parked.session(), parked::again));
        }

        /**
         * One connection for a server that speaks SMTP itself.
         *
         * @return to be closed when the connection is
         */
        public SmtpSession attempt() {
            return new SmtpSession(attempt, host, decision);
        }
    }
}
