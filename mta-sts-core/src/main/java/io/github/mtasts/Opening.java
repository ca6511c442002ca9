package io.github.mtasts;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.outcome.SessionResult;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What came of opening a connection to an MX host.
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
         * The connection. A socket looks as if it had just been accepted: a greeting is the first thing to be read from it.
         *
         * @return the caller's to use and to close
         */
        public C connection() {
            return connection;
        }

        /**
         * What the session showed.
         *
         * @return also where nothing was required of it
         */
        public SessionResult session() {
            return session;
        }

        /**
         * Gives the connection up for later use. It comes back only through {@link Candidate.Proceed#reuse}, whose decision it must
         * satisfy. The connection object handed out here is no longer usable.
         *
         * @return what to keep in a pool
         */
        public ParkedConnection<C> park() {
            return park.apply(connection);
        }
    }

    /**
     * No connection that mail may go over. Always a reason to try the next address or host and, in the end, to keep the
     * message: nothing that a peer says before validated TLS is permanent.
     *
     * @param cause at which step it ended
     * @param failures what was recorded of the session; empty when there was none
     * @param reply the last SMTP reply, printable, null when there was none
     * @param <C> the connection that there would have been
     */
    record NotReady<C>(
            Cause cause, List<Failure> failures, @Nullable String reply) implements Opening<C> {
        /**
         * Keeps an unchangeable copy of the failures.
         *
         * @param cause at which step it ended
         * @param failures what was recorded of the session
         * @param reply the last SMTP reply
         */
        public NotReady {
            failures = List.copyOf(failures);
        }

        /** The step at which an opening ended. */
        public enum Cause {
            /** The caller's dialer could not connect. Nothing is recorded. */
            UNREACHABLE,
            /** The host does not want to talk: its greeting or its EHLO reply refused, or it hung up. */
            SMTP,
            /** The host has no STARTTLS, or refuses it, and validated TLS is required. */
            NO_STARTTLS,
            /** The TLS handshake or the certificate failed, and validated TLS is required. */
            TLS,
            /** The host took too long. */
            TIMEOUT,
            /** The attempt was ended by its caller: closed, interrupted, or over its time limit. Nothing is recorded. */
            ENDED
        }
    }
}
