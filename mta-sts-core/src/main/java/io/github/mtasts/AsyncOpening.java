package io.github.mtasts;

import io.github.mtasts.AsyncDialer.Dialled;
import io.github.mtasts.Opening.NotReady.Cause;
import io.github.mtasts.SmtpPreamble.Step;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.outcome.SessionResult;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a connection for an event-driven server, in the same steps as {@link BlockingOpening}: {@link SmtpPreamble} is the
 * dialogue, {@link SmtpSession} checks TLS. Every event is handled under this object's lock, and none blocks.
 *
 * @param <T> the server's own kind of connection
 */
final class AsyncOpening<T extends AsyncTransport> {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncOpening.class);

    /** The bytes that are kept before the dialer has completed; an honest host sends fewer. */
    private static final int MAX_READ_EARLY = 4096;

    private final DeliveryAttempt attempt;
    private final Candidate.Proceed proceed;
    private final AsyncDialer<T> dialer;
    private final SmtpSession session;
    private final ParkedConnection.Handover<T> handover =
            new ParkedConnection.Handover<>(UnaryOperator.identity(), UnaryOperator.identity(), AsyncTransport::close);
    private final CompletableFuture<Opening<T>> result = new CompletableFuture<>();
    private @Nullable OpeningWatch watch;
    private @Nullable Conversation current;
    private boolean done;

    AsyncOpening(DeliveryAttempt attempt, Candidate.Proceed proceed, AsyncDialer<T> dialer) {
        this.attempt = attempt;
        this.proceed = proceed;
        this.dialer = dialer;
        this.session = proceed.session();
    }

    CompletableFuture<Opening<T>> start() {
        if (attempt.hasEnded()) {
            return CompletableFuture.completedFuture(new Opening.NotReady<>(Cause.ENDED, List.of(), null));
        }
        DeliveryContext context = attempt.context();
        synchronized (this) {
            watch = new OpeningWatch(attempt, null, context, context.openingLimit());
            watch.watch(this::interrupted);
        }
        var unused = result.whenComplete((opening, error) -> cancelled());
        dial(new Conversation(
                SmtpPreamble.towardsTls(attempt.request().ehloName(), !session.requiresValidatedTls()), null));
        return result;
    }

    /** One dialled connection and the dialogue on it. */
    private final class Conversation implements AsyncReceiver {
        private final SmtpPreamble smtp;
        /** The result of the first connection when this is the second one, in the clear. */
        private final @Nullable SessionResult before;

        private @Nullable T transport;
        private boolean early = true;
        private boolean inTls;
        private final ByteArrayOutputStream readEarly = new ByteArrayOutputStream();
        private boolean closedEarly;

        Conversation(SmtpPreamble smtp, @Nullable SessionResult before) {
            this.smtp = smtp;
            this.before = before;
        }

        @Override
        public void received(ByteBuffer bytes) {
            synchronized (AsyncOpening.this) {
                byte[] block = new byte[bytes.remaining()];
                bytes.get(block);
                if (early) {
                    readEarly.write(block, 0, Math.min(block.length, MAX_READ_EARLY - readEarly.size()));
                } else if (isCurrent() && !inTls) {
                    apply(smtp.received(block, block.length));
                }
            }
        }

        @Override
        public void closed() {
            synchronized (AsyncOpening.this) {
                if (early) {
                    closedEarly = true;
                } else if (isCurrent() && !inTls) {
                    apply(smtp.closed());
                }
            }
        }

        void dialled(Dialled<T> connection) {
            synchronized (AsyncOpening.this) {
                transport = connection.transport();
                if (!isCurrent()) {
                    transport.close();
                    return;
                }
                if (before == null) {
                    session.connected(connection.local(), connection.remote());
                }
                early = false;
                if (readEarly.size() > 0) {
                    received(ByteBuffer.wrap(readEarly.toByteArray()));
                }
                if (closedEarly) {
                    closed();
                }
            }
        }

        boolean isCurrent() {
            return !done && current == this;
        }

        private void apply(Step step) {
            if (transport == null || step instanceof Step.Read) {
                return;
            }
            if (step instanceof Step.Send send) {
                transport.write(ByteBuffer.wrap(send.octets()));
                return;
            }
            String peerName = smtp.peerName();
            if (before == null && peerName != null) {
                session.receivedHelo(peerName);
            }
            if (step instanceof Step.StartTls) {
                inTls = true;
                handshake(transport);
            } else if (before != null) {
                String reply = step instanceof Step.Refused refused ? refused.reply() : null;
                end(
                        step instanceof Step.Greeted
                                ? ready(transport, before)
                                : new Opening.NotReady<>(Cause.SMTP, before.failures(), reply));
            } else if (step instanceof Step.NoTls noTls) {
                withoutTls(transport, noTls);
            } else if (step instanceof Step.Refused refused) {
                var unused = session.refused(refused.failure());
                end(new Opening.NotReady<>(Cause.SMTP, List.of(refused.failure()), refused.reply()));
            }
        }

        private void withoutTls(T connection, Step.NoTls noTls) {
            if (session.withoutTls(noTls.failure()) instanceof SmtpSession.Permission.Granted use) {
                end(ready(connection, use.session()));
            } else {
                connection.write(ByteBuffer.wrap(SmtpPreamble.QUIT.octets()));
                end(new Opening.NotReady<>(Cause.NO_STARTTLS, List.of(noTls.failure()), noTls.reply()));
            }
        }

        private void handshake(T connection) {
            SSLEngine engine = session.engine();
            connection.startTls(engine).whenComplete((ok, error) -> {
                if (error != null) {
                    handshakeEnded(() -> session.handshakeFailed(unwrapped(error)), connection);
                    return;
                }
                try { // off the event loop: revocation may ask the network
                    attempt.context()
                            .verifications()
                            .execute(() -> handshakeEnded(() -> session.established(engine.getSession()), connection));
                } catch (RejectedExecutionException e) {
                    LOG.warn("Opening to {} ended: no room to verify its certificate", proceed.host(), e);
                    endedByUs();
                }
            });
        }

        private void handshakeEnded(Supplier<SmtpSession.Permission> check, T connection) {
            synchronized (AsyncOpening.this) {
                if (!isCurrent()) {
                    return;
                }
            }
            // Outside the lock, because the check may take long; until then only the end of the attempt settles the
            // session.
            SmtpSession.Permission permission = check.get();
            synchronized (AsyncOpening.this) {
                if (!isCurrent()) {
                    return;
                }
                if (permission instanceof SmtpSession.Permission.Denied leave) {
                    end(new Opening.NotReady<>(Cause.TLS, leave.session().failures(), null));
                    return;
                }
                SessionResult result = ((SmtpSession.Permission.Granted) permission).session();
                if (result.encrypted()) {
                    end(ready(connection, result));
                } else {
                    // The handshake failed where TLS is not required: connect again, in the clear (D25).
                    connection.close();
                    dial(new Conversation(SmtpPreamble.inTheClear(), result));
                }
            }
        }
    }

    private void dial(Conversation conversation) {
        synchronized (this) {
            current = conversation;
        }
        dialer.dial(conversation).whenComplete((connection, error) -> {
            if (error == null) {
                conversation.dialled(connection);
                return;
            }
            LOG.debug("Cannot connect to {}", proceed.host(), error);
            synchronized (this) {
                if (conversation.isCurrent()) {
                    SessionResult before = conversation.before;
                    end(new Opening.NotReady<>(
                            Cause.UNREACHABLE, before == null ? List.of() : before.failures(), null));
                }
            }
        });
    }

    private Opening<T> ready(T connection, SessionResult result) {
        return session.ready(connection, result, handover);
    }

    /** Ends the opening; closes the connection unless it is handed over. */
    private void end(Opening<T> opening) {
        if (done) {
            return;
        }
        done = true;
        if (watch != null) {
            watch.release();
            watch.close();
        }
        T transport = current == null ? null : current.transport;
        if (transport != null && !(opening instanceof Opening.Ready)) {
            transport.close();
        }
        session.close();
        result.complete(attempt.ended(proceed.host(), proceed.decision(), opening));
    }

    /** Called by the watch: the host was too slow, or the caller ended the attempt. */
    private void interrupted() {
        synchronized (this) {
            if (done || watch == null) {
                return;
            }
            if (watch.hasTimedOut()) {
                Failure failure = session.giveUp("timeout: while the session was opened");
                session.forget(); // a check under way records nothing more
                end(new Opening.NotReady<>(Cause.TIMEOUT, session.isConnected() ? List.of(failure) : List.of(), null));
            } else {
                session.forget();
                end(new Opening.NotReady<>(Cause.ENDED, List.of(), null));
            }
        }
    }

    /** The caller cancelled the result. */
    private void cancelled() {
        endedByUs(); // unless it was completed by end()
    }

    /** Ends the opening on our side: no failure of the host. */
    private void endedByUs() {
        synchronized (this) {
            if (!done) {
                session.forget();
                end(new Opening.NotReady<>(Cause.ENDED, List.of(), null));
            }
        }
    }

    private static Throwable unwrapped(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}
