package io.github.mtasts;

import io.github.mtasts.AsyncDialer.Dialled;
import io.github.mtasts.Opening.NotReady.Cause;
import io.github.mtasts.OpeningSteps.Move;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.text.Causes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a connection for an event-driven server: makes the moves of {@link OpeningSteps}. Events are handled one at a time and
 * without a lock, on the thread that brings them; none blocks. The library's own threads bring none: they leave them to
 * {@link DeliveryContext#complete}, because the server's code is called.
 *
 * @param <T> the server's own kind of connection
 */
final class AsyncOpening<T extends AsyncTransport> {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncOpening.class);

    private final DeliveryAttempt attempt;
    private final Candidate.Proceed proceed;
    private final AsyncDialer<T> dialer;
    private final SmtpSession session;
    private final OpeningSteps steps;
    private final Serial events = new Serial(this::broken);
    private final CompletableFuture<Opening<T>> result = new CompletableFuture<>();
    private final OpeningWatch watch;
    private final long startNanos;
    private @Nullable Connection current;
    /** Whether a certificate is being verified, or waits for it, on a thread of the library. */
    private boolean judging;

    private boolean done;

    private AsyncOpening(DeliveryAttempt attempt, Candidate.Proceed proceed, AsyncDialer<T> dialer) {
        this.attempt = attempt;
        this.proceed = proceed;
        this.dialer = dialer;
        this.session = proceed.sessionOfOpening();
        this.startNanos = attempt.context().events().startNanos();
        this.steps = new OpeningSteps(session, attempt.request());
        this.watch = new OpeningWatch(
                attempt, null, attempt.context(), attempt.context().openingLimit());
    }

    static <T extends AsyncTransport> CompletableFuture<Opening<T>> start(
            DeliveryAttempt attempt, Candidate.Proceed proceed, AsyncDialer<T> dialer) {
        if (attempt.hasEnded()) {
            return CompletableFuture.completedFuture(new Opening.NotReady<>(Cause.ENDED, List.of(), null));
        }
        AsyncOpening<T> opening;
        try {
            opening = new AsyncOpening<>(attempt, proceed, dialer);
        } catch (Throwable e) { // ClientCertificates, which is the embedder's
            LOG.warn("Opening to {} not begun: its settings threw", proceed.host(), e);
            attempt.ownFault(proceed.host(), "the client certificates of this server threw " + e);
            return CompletableFuture.completedFuture(new Opening.NotReady<>(Cause.ENDED, List.of(), null));
        }
        opening.watch.watch(opening::interrupted);
        var unused = opening.result.whenComplete((ready, error) -> opening.events.add(opening::cancelled));
        opening.events.add(opening::dial);
        return opening.result;
    }

    /** One dialled connection. */
    private final class Connection implements AsyncReceiver {
        private final Inbox inbox = new Inbox();
        private @Nullable T transport;

        @Override
        public void received(ByteBuffer bytes) {
            inbox.add(bytes);
            events.add(this::look);
        }

        @Override
        public void closed() {
            inbox.close(null);
            events.add(this::look);
        }

        @Override
        public void broke(Throwable error) {
            inbox.close(error);
            events.add(this::look);
        }

        /** Passes on what was received, in any number of calls. Octets from before the end of a handshake wait for it. */
        private void look() {
            if (!isCurrent() || transport == null || steps.isInHandshake()) {
                return;
            }
            byte[] block = inbox.take();
            if (block.length > 0) {
                make(steps.received(block, block.length));
            } else if (inbox.isClosed()) {
                make(steps.broke(inbox.error(), false));
            }
        }

        private boolean isCurrent() {
            return !done && current == this;
        }
    }

    private void dial() {
        if (done) {
            return;
        }
        Connection connection = new Connection();
        current = connection;
        try {
            CompletionStage<Dialled<T>> dialled = dialer.dial(connection);
            var unused = dialled.whenComplete((made, error) -> events.add(() -> dialled(connection, made, error)));
        } catch (Throwable e) {
            threw("dialer", e);
        }
    }

    private void dialled(Connection connection, @Nullable Dialled<T> made, @Nullable Throwable error) {
        if (error != null) {
            LOG.debug("Cannot connect to {}", proceed.host(), error);
            attempt.notDialled(proceed.host(), error);
            if (connection.isCurrent()) {
                make(steps.unreachable());
            }
        } else if (made == null || isMissing(made.transport())) {
            threw("dialer", new NullPointerException("the dialer completed without a connection"));
        } else if (connection.isCurrent()) {
            connection.transport = made.transport();
            make(steps.connected(made.local(), made.remote()));
        } else {
            close(made.transport());
        }
    }

    private void make(Move move) {
        Connection connection = current;
        T transport = connection == null ? null : connection.transport;
        if (attempt.hasEnded()) {
            endedByUs();
        } else if (move instanceof Move.Redial) {
            if (transport != null) {
                close(transport);
            }
            dial();
        } else if (move instanceof Move.Leave leave) {
            if (leave.quit() && transport != null) {
                quit(transport, proceed.host());
            }
            end(leave.ending().opening());
        } else if (connection != null && transport != null) {
            use(connection, transport, move);
        }
    }

    private void use(Connection connection, T transport, Move move) {
        if (move instanceof Move.HandOver handOver) {
            handOver(connection, transport, handOver);
        } else if (move instanceof Move.Handshake) {
            handshake(connection, transport);
        } else {
            if (move instanceof Move.Send send) {
                write(transport, send.line());
            }
            connection.look(); // more may have come already
        }
    }

    private void write(T transport, SmtpPreamble.Step.Send line) {
        try {
            transport.write(ByteBuffer.wrap(line.octets()));
        } catch (Throwable e) {
            threw("transport", e);
        }
    }

    /** The connection is closed in any case. */
    private static void quit(AsyncTransport transport, MxHost host) {
        try {
            transport.write(ByteBuffer.wrap(SmtpPreamble.QUIT.octets()));
        } catch (Throwable e) {
            LOG.warn("QUIT to {} failed: the transport threw", host, e);
        }
    }

    private void handshake(Connection connection, T transport) {
        if (attempt.request().usesImplicitTls() && !connection.inbox.isEmpty()) {
            // in the clear, from somebody on the path: it would be read as the greeting over TLS
            make(steps.broke(new IOException("octets were received before the handshake"), false));
            return;
        }
        try {
            SSLEngine engine = session.engine();
            var unused = transport.startTls(engine).whenComplete((ok, error) -> {
                if (!attempt.request().usesImplicitTls()) {
                    connection.inbox.drop(); // received in the clear: dropped before anything is sent over TLS
                }
                events.add(() -> shaken(connection, engine, error));
            });
        } catch (Throwable e) {
            threw("transport", e);
        }
    }

    private void shaken(Connection connection, SSLEngine engine, @Nullable Throwable error) {
        if (!connection.isCurrent()) {
            return;
        }
        Throwable own = errorIn(error);
        if (own != null) {
            threw("handshake", own);
        } else if (error != null) {
            make(steps.broke(unwrapped(error), false));
        } else if (attempt.context().sessions().checksRevocation()) {
            judgeElsewhere(connection, engine.getSession());
        } else {
            judged(connection, session.judge(engine.getSession()));
        }
    }

    /** Revocation may ask the network, which must not hold up an event loop. */
    private void judgeElsewhere(Connection connection, SSLSession tls) {
        DeliveryContext context = attempt.context();
        try {
            judging = true;
            watch.judging();
            context.verifications().execute(() -> {
                Runnable event;
                try {
                    SessionResult judgement = session.judge(tls);
                    event = () -> judged(connection, judgement);
                } catch (Throwable e) {
                    event = () -> threw("verification", e);
                }
                Runnable next = event;
                context.complete(() -> events.add(next));
            });
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.debug("Opening to {} ended: no room to verify its certificate", proceed.host(), e);
            attempt.ownFault(proceed.host(), "this server had no room to verify a certificate");
            endedByUs();
        }
    }

    /** The time passed while the certificate was verified here: the host did not cause that. */
    private void judgedTooLate() {
        LOG.debug("Opening to {} ended: its certificate was not verified in time", proceed.host());
        attempt.judgedTooLate(proceed.host());
        endedByUs();
    }

    private void judged(Connection connection, SessionResult judgement) {
        if (!connection.isCurrent()) {
            return;
        }
        if (judging && !watch.judged()) {
            judgedTooLate();
            return;
        }
        judging = false;
        make(steps.judged(judgement));
    }

    private void handOver(Connection connection, T transport, Move.HandOver handOver) {
        SessionResult session = handOver.session();
        if (!watch.release()) { // it has ended the opening, and this event came first
            end(new Opening.NotReady<>(watch.hasTimedOut() ? Cause.TIMEOUT : Cause.ENDED, session.failures(), null));
            return;
        }
        connection.inbox.putBack(handOver.answered().behind());
        end(this.session.ready(
                transport,
                session,
                handOver.answered().ehlo(),
                way(connection.inbox),
                () -> ByteBuffer.wrap(connection.inbox.take())));
    }

    /** The way between the server and its pool: a connection with octets that nobody has read has no further user. */
    private ParkedConnection.Handover<T> way(Inbox inbox) {
        MxHost host = proceed.host(); // a parked connection keeps nothing else of its opening
        return new ParkedConnection.Handover<>(
                (transport, ehlo, behind, countReuse) -> transport,
                transport -> {
                    if (!inbox.isEmpty()) {
                        close(transport);
                    }
                    return transport;
                },
                transport -> {
                    quit(transport, host);
                    close(transport);
                });
    }

    /** Ends the opening; closes the connection unless it is handed over. */
    private void end(Opening<T> opening) {
        if (done) {
            return;
        }
        done = true;
        var unused = watch.release();
        watch.close();
        T transport = current == null ? null : current.transport;
        if (transport != null && !(opening instanceof Opening.Ready)) {
            close(transport);
        }
        try {
            session.close();
        } finally {
            Opening<T> logged =
                    attempt.ended(proceed.host(), proceed.decision(), opening, session.isLost(), startNanos);
            attempt.context().complete(() -> {
                if (!result.complete(logged) && transport != null) {
                    close(transport); // cancelled in between: nobody has it
                }
            });
        }
    }

    /** Called by the watch, on a thread of the library: the host was too slow, or the caller ended the attempt. */
    private void interrupted() {
        attempt.context()
                .complete(() -> events.add(() -> {
                    if (done) {
                        return;
                    }
                    if (watch.hasTimedOut() && judging) {
                        judgedTooLate();
                    } else if (watch.hasTimedOut()) {
                        end(new Opening.NotReady<>(
                                Cause.TIMEOUT, session.giveUp("timeout: while the session was opened"), null));
                    } else {
                        endedByUs();
                    }
                }));
    }

    /** The caller cancelled the result, unless {@link #end} completed it. */
    private void cancelled() {
        endedByUs();
    }

    /** Ends the opening on our side: no failure of the host. */
    private void endedByUs() {
        if (!done) {
            session.forget();
            end(new Opening.NotReady<>(Cause.ENDED, List.of(), null));
        }
    }

    /** The server's own code threw. Nothing is held against the host, and no last try counts. */
    private void threw(String part, Throwable error) {
        if (done) {
            LOG.debug("The {} threw after the opening to {} had ended", part, proceed.host(), error);
            return;
        }
        LOG.warn("Opening to {} ended: the {} threw", proceed.host(), part, error);
        attempt.ownFault(proceed.host(), "the " + part + " of this server threw " + error);
        endedByUs();
    }

    private void broken(Throwable error) {
        threw("opening", error);
    }

    /** The server's own code may break the contract. */
    private static boolean isMissing(@Nullable AsyncTransport transport) {
        return transport == null;
    }

    private static void close(AsyncTransport transport) {
        try {
            transport.close();
        } catch (Throwable e) {
            LOG.warn("Closing a connection failed: its transport threw", e);
        }
    }

    /** An Error, such as an OutOfMemoryError, is no fault of the host, however it is wrapped. */
    private static @Nullable Throwable errorIn(@Nullable Throwable error) {
        return Causes.of(error).filter(Error.class::isInstance).findFirst().orElse(null);
    }

    private static Throwable unwrapped(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}
