package io.github.mtasts;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.outcome.SessionResult;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The result of opening a connection to an MX host.
 *
 * @param <C> the connection: a {@link java.net.Socket}, or the caller's {@link AsyncTransport}
 */
public sealed interface Opening<C> {
    /**
     * A connection that mail for this attempt may go over. A socket begins with a greeting, and EHLO comes next; on an
     * {@link AsyncTransport} EHLO was said, and MAIL comes next.
     *
     * @param <C> the connection
     */
    final class Ready<C> implements Opening<C> {
        private final C connection;
        private final SessionResult session;
        private final EhloReply ehlo;
        private final Function<C, ParkedConnection<C>> park;
        private final Supplier<ByteBuffer> readAhead;
        private final @Nullable Runnable countReuse;
        private final boolean requireTls;
        private final AtomicBoolean parked = new AtomicBoolean();

        private Ready(
                C connection,
                SessionResult session,
                EhloReply ehlo,
                Function<C, ParkedConnection<C>> park,
                Supplier<ByteBuffer> readAhead,
                @Nullable Runnable countReuse,
                boolean requireTls) {
            this.requireTls = requireTls;
            this.connection = connection;
            this.session = session;
            this.ehlo = ehlo;
            this.park = park;
            this.readAhead = readAhead;
            this.countReuse = countReuse;
        }

        /** A connection that was opened now. */
        static <C> Ready<C> opened(
                C connection,
                SessionResult session,
                EhloReply ehlo,
                Function<C, ParkedConnection<C>> park,
                Supplier<ByteBuffer> readAhead,
                boolean requireTls) {
            return new Ready<>(connection, session, ehlo, park, readAhead, null, requireTls);
        }

        /** A connection from a pool. */
        static <C> Ready<C> reused(C connection, ParkedConnection<C> from, Runnable countReuse, boolean requireTls) {
            return new Ready<>(
                    connection,
                    from.session(),
                    from.ehlo(),
                    from::again,
                    () -> ByteBuffer.allocate(0),
                    countReuse,
                    requireTls);
        }

        /**
         * The connection. Where TLS was made, a socket is an {@code SSLSocket}. It looks as if it had just been accepted: the
         * first read returns a 220 greeting, and the first EHLO or HELO is answered from memory with the reply that the library
         * got ({@link DeliveryRequest.Builder#ehloName} is the name on the wire, whatever name the caller gives), also behind
         * NOOP or RSET. Any other command first ends that; every later EHLO goes to the host. Its {@code InetAddress} has the
         * name of the MX host. Reads are limited to ten minutes unless the dialer set a limit.
         *
         * @return the caller's to use and to close
         */
        public C connection() {
            return connection;
        }

        /**
         * The result of the session.
         *
         * @return the TLS version, the cipher suite and every failure, also where nothing was required; there the certificate of
         *     a resumed TLS session is that of an earlier connection, and may have expired since
         */
        public SessionResult session() {
            return session;
        }

        /**
         * The host's reply to EHLO, over TLS where the connection has TLS: of any code, because an error proves the handshake,
         * too. In the clear it is the reply to HELO where the host has no ESMTP, and never offers STARTTLS. An event-driven
         * server reads the extensions from it and goes on with MAIL; on a socket it is what the first EHLO gets. From outside:
         * untrusted text.
         *
         * @return at least one line, code included, without line ends, each octet as a character
         */
        public List<String> ehloReply() {
            return ehlo.lines();
        }

        /**
         * Whether MAIL carries the parameter {@code REQUIRETLS}, without a value, over this connection (RFC 8689 section 2). The
         * host offers it then, and meets the requirements.
         *
         * @return true for each message of the kind {@link io.github.mtasts.outcome.DeliveryKind#REQUIRE_TLS}; for its bounce
         *     where the host allows it
         */
        public boolean requireTls() {
            return requireTls;
        }

        /**
         * Whether the connection comes from a pool. An event-driven server then sends RSET first, and calls
         * {@link #resetAccepted} when the reply is 250; otherwise it closes the connection and opens another one.
         *
         * @return false when it was opened now
         */
        public boolean reused() {
            return countReuse != null;
        }

        /**
         * Reports that the host answered RSET with 250 on a connection from a pool, which counts the reuse: once per Policy
         * Domain. On a socket the library sees that reply itself. Without effect on a new connection.
         */
        public void resetAccepted() {
            if (countReuse != null) {
                countReuse.run();
            }
        }

        /**
         * The octets that an event-driven server passed to the library's {@link AsyncReceiver} behind the reply to EHLO, until
         * this call. Call it once the server reads itself. A socket returns such octets after the reply to EHLO.
         *
         * @return each octet once; mostly empty
         */
        public ByteBuffer readAhead() {
            return readAhead.get();
        }

        /**
         * Parks the connection for later use. It comes back only through {@link Candidate.Proceed#reuse}, whose decision it must
         * satisfy. The connection object handed out here can no longer be used. Park it when every reply was read: a socket with
         * a reply outstanding or unread is closed, and so is an event-driven server's connection with octets that were not taken
         * from {@link #readAhead}; other replies that such a server has not read are for it to know.
         *
         * @return the parked connection, to be kept in a pool and closed by it
         * @throws IllegalStateException when it was parked before: it may have another user
         */
        public ParkedConnection<C> park() {
            if (!parked.compareAndSet(false, true)) {
                throw new IllegalStateException("this connection was parked before: park each Opening.Ready once");
            }
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
            /**
             * The TLS handshake or the certificate failed, or the connection ended before the first reply over TLS; and validated
             * TLS is required, or TLS is implicit.
             */
            TLS,
            /**
             * The host offers no REQUIRETLS over TLS, which a message of the kind
             * {@link io.github.mtasts.outcome.DeliveryKind#REQUIRE_TLS} requires. The session itself counts as it is.
             */
            NO_REQUIRETLS,
            /** The host was too slow. */
            TIMEOUT,
            /**
             * The attempt was ended by its caller: closed, interrupted, or over its time limit; or this server was at fault: it
             * had no room to verify the certificate, or its dialer or transport threw. Nothing is recorded.
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
