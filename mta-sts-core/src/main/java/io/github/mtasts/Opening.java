package io.github.mtasts;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.outcome.SessionResult;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The result of opening a connection to an MX host.
 *
 * @param <C> the connection: a {@link java.net.Socket}, or the caller's {@link AsyncTransport}
 */
public sealed interface Opening<C> {
    /**
     * A connection that mail for this attempt may go over. EHLO comes next.
     *
     * @param <C> the connection
     */
    final class Ready<C> implements Opening<C> {
        private final C connection;
        private final SessionResult session;
        private final Function<C, ParkedConnection<C>> park;

        Ready(C connection, SessionResult session, Function<C, ParkedConnection<C>> park) {
            this.connection = connection;
            this.session = session;
            this.park = park;
        }

        /**
         * The connection. A socket looks as if it had just been accepted: the first read returns a 220 greeting. Where TLS was
         * made the socket encrypts, but it is no {@code SSLSocket}.
         *
         * @return the caller's to use and to close
         */
        public C connection() {
            return connection;
        }

        /**
         * The result of the session.
         *
         * @return the TLS version, the cipher suite and every failure, also where nothing was required
         */
        public SessionResult session() {
            return session;
        }

        /**
         * Parks the connection for later use. It comes back only through {@link Candidate.Proceed#reuse}, whose decision it must
         * satisfy. The connection object handed out here can no longer be used.
         *
         * @return the parked connection, to be kept in a pool and closed by it
         */
        public ParkedConnection<C> park() {
            return park.apply(connection);
        }

        @Override
        public String toString() {
            return "ready: " + session;
        }
    }

    /**
     * No connection that mail may go over. Try the next address or host and, after the last one, ask
     * {@link DeliveryAttempt#unsent}: nothing that a peer says before validated TLS is permanent.
     *
     * @param cause the step at which it ended
     * @param failures the failures that were recorded; empty when there was no session
     * @param reply the last SMTP reply, printable, null when there was none
     * @param <C> the connection that there would have been
     */
    record NotReady<C>(
            Cause cause, List<Failure> failures, @Nullable String reply) implements Opening<C> {
        /**
         * Keeps an unchangeable copy of the failures.
         *
         * @param cause the step at which it ended
         * @param failures the failures that were recorded
         * @param reply the last SMTP reply
         */
        public NotReady {
            failures = List.copyOf(failures);
        }

        /** The step at which an opening ended. */
        public enum Cause {
            /** The caller's dialer could not connect. Nothing is recorded. */
            UNREACHABLE,
            /** The host refused in its greeting or EHLO reply, sent no valid reply, or closed the connection. */
            SMTP,
            /** The host has no STARTTLS, or refuses it, and validated TLS is required. */
            NO_STARTTLS,
            /** The TLS handshake or the certificate failed, and validated TLS is required. */
            TLS,
            /** The host was too slow. */
            TIMEOUT,
            /**
             * The attempt was ended by its caller: closed, interrupted, or over its time limit; or this server had no room to
             * verify the certificate. Nothing is recorded.
             */
            ENDED
        }

        @Override
        public String toString() {
            return "not ready: " + cause.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + (failures.isEmpty() ? "" : " " + failures)
                    + (reply == null ? "" : ", reply: " + reply);
        }
    }
}
