package io.github.mtasts;

import io.github.mtasts.Opening.NotReady.Cause;
import io.github.mtasts.OpeningSteps.Move;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.text.Causes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a connection over blocking sockets: makes the moves of {@link OpeningSteps}. Comes in: a dialer. Goes out:
 * {@link Opening.Ready} or {@link Opening.NotReady}, and at most one outcome for a connection that was made (D33).
 */
final class BlockingOpening {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingOpening.class);

    private final DeliveryAttempt attempt;
    private final Candidate.Proceed proceed;

    BlockingOpening(DeliveryAttempt attempt, Candidate.Proceed proceed) {
        this.attempt = attempt;
        this.proceed = proceed;
    }

    Opening<Socket> run(Dialer dialer) {
        if (attempt.hasEnded()) {
            return ended();
        }
        DeliveryContext context = attempt.context();
        long start = context.events().startNanos();
        try (SmtpSession session = session();
                OpeningWatch watch =
                        new OpeningWatch(attempt, Thread.currentThread(), context, context.openingLimit())) {
            Opening<Socket> opening = new Run(session, watch, dialer).toTheEnd();
            return attempt.ended(proceed.host(), proceed.decision(), opening, session.isLost(), start);
        }
    }

    private SmtpSession session() {
        try {
            return proceed.sessionOfOpening();
        } catch (Throwable e) { // ClientCertificates, which is the embedder's
            attempt.ownFault(proceed.host(), "the client certificates of this server threw " + e);
            throw e;
        }
    }

    /** One run. Closes the open connection unless it is handed over. */
    private final class Run {
        private final SmtpSession session;
        private final OpeningWatch watch;
        private final Dialer dialer;
        private final OpeningSteps steps;
        private final byte[] block = new byte[4_096];
        private @Nullable Socket socket;
        private @Nullable SSLSocket tls;

        Run(SmtpSession session, OpeningWatch watch, Dialer dialer) {
            this.session = session;
            this.watch = watch;
            this.dialer = dialer;
            this.steps = new OpeningSteps(session, attempt.request());
        }

        Opening<Socket> toTheEnd() {
            Opening<Socket> opening = null;
            try {
                Move move = dial();
                while (opening == null) {
                    if (attempt.hasEnded()) {
                        session.forget();
                        opening = ended();
                    } else if (move instanceof Move.HandOver handOver) {
                        opening = ready(handOver);
                    } else if (move instanceof Move.Leave leave) {
                        if (leave.quit()) {
                            quit();
                        }
                        opening = leave.ending().opening();
                    } else {
                        move = make(move);
                    }
                }
                return opening;
            } catch (Throwable e) {
                session.forget(); // the caller's dialer or socket threw: no fault of the host
                if (!watch.hasTimedOut() && !attempt.hasEnded()) { // or the watch made it throw
                    attempt.ownFault(proceed.host(), "the dialer or socket of this server threw " + e);
                }
                throw e;
            } finally {
                if (!(opening instanceof Opening.Ready)) {
                    close();
                }
            }
        }

        private Move make(Move move) {
            if (move instanceof Move.Redial) {
                close();
                return watch.hasTimedOut() ? steps.tooLate() : dial();
            }
            try {
                if (move instanceof Move.Handshake) {
                    return handshake();
                }
                if (move instanceof Move.Send send) {
                    OutputStream output = connection().getOutputStream();
                    output.write(send.line().octets());
                    output.flush();
                }
                int length = connection().getInputStream().read(block);
                return length < 0 ? steps.broke(null, false) : steps.received(block, length);
            } catch (IOException e) {
                noteEnd();
                LOG.debug("Connection to {} broke", proceed.host(), e);
                return steps.broke(e, isTimeout(e) || watch.hasTimedOut());
            }
        }

        private Move dial() {
            try {
                Socket dialled = watch.dial(dialer);
                if (dialled == null) {
                    return steps.tooLate();
                }
                socket = dialled;
                watch.watch(() -> HandedOver.close(dialled));
                return steps.connected(dialled.getLocalSocketAddress(), dialled.getRemoteSocketAddress());
            } catch (IOException e) {
                noteEnd();
                LOG.debug("Cannot connect to {}", proceed.host(), e);
                attempt.notDialled(proceed.host(), e);
                return watch.hasTimedOut() ? steps.tooLate() : steps.unreachable();
            } catch (Throwable e) {
                if (watch.hasTimedOut()) { // the watch has interrupted the dialer: the host was too slow
                    LOG.debug("No connection to {} in time", proceed.host(), e);
                    return steps.tooLate();
                }
                throw e;
            }
        }

        private Move handshake() throws IOException {
            Socket below = connection();
            SSLSocket layered = (SSLSocket)
                    session.socketFactory().createSocket(below, proceed.host().name(), below.getPort(), true);
            tls = layered;
            layered.startHandshake();
            watch.judging();
            SessionResult judgement = session.judge(layered.getSession());
            noteEnd();
            return watch.judged() ? steps.judged(judgement) : judgedTooLate();
        }

        /** The time passed while the certificate was verified here: the host did not cause that. */
        private Move judgedTooLate() {
            attempt.judgedTooLate(proceed.host());
            session.forget();
            return steps.endedByUs();
        }

        private Socket connection() throws IOException {
            Socket open = tls != null ? tls : socket;
            if (open == null) {
                throw new IOException("not connected");
            }
            return open;
        }

        private void close() {
            if (socket != null) {
                HandedOver.close(socket);
            }
            socket = null;
            tls = null;
        }

        /**
         * Notes who ended an exchange. An interrupt closes the socket of a channel, and every socket on a virtual thread,
         * before the watch looks: it is the caller's end, and no failure of the host.
         */
        private void noteEnd() {
            if (Thread.currentThread().isInterrupted()) {
                attempt.end("its thread was interrupted");
            }
        }

        private Opening<Socket> ready(Move.HandOver handOver) {
            Socket open = tls != null ? tls : socket;
            if (open == null || !watch.release()) {
                return new Opening.NotReady<>(
                        watch.hasTimedOut() ? Cause.TIMEOUT : Cause.ENDED,
                        handOver.session().failures(),
                        null);
            }
            EhloReply ehlo = handOver.answered().ehlo();
            ParkedConnection.Handover<Socket> way = HandedOver.to(proceed.host().name());
            Socket given = way.give().ready(open, ehlo, handOver.answered().behind(), null);
            return session.ready(given, handOver.session(), ehlo, way, () -> ByteBuffer.allocate(0));
        }

        private void quit() {
            try {
                connection().getOutputStream().write(SmtpPreamble.QUIT.octets());
            } catch (IOException e) {
                LOG.debug("QUIT to {} failed", proceed.host(), e);
            }
        }
    }

    private static Opening<Socket> ended() {
        return new Opening.NotReady<>(Cause.ENDED, List.of(), null);
    }

    private static boolean isTimeout(Throwable thrown) {
        return Causes.of(thrown).anyMatch(SocketTimeoutException.class::isInstance);
    }
}
