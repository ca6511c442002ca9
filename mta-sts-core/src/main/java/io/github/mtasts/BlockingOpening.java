package io.github.mtasts;

import io.github.mtasts.Opening.NotReady.Cause;
import io.github.mtasts.SmtpPreamble.Step;
import io.github.mtasts.outcome.SessionResult;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a connection over blocking sockets. Comes in: a dialer. Goes out: {@link Opening.Ready} or {@link Opening.NotReady},
 * and at most one outcome for a connection that was made (D33).
 */
final class BlockingOpening {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingOpening.class);

    private static final int MAX_CAUSES = 10;

    private final DeliveryAttempt attempt;
    private final Candidate.Proceed proceed;
    private final ParkedConnection.Handover<Socket> handover;

    BlockingOpening(DeliveryAttempt attempt, Candidate.Proceed proceed) {
        this.attempt = attempt;
        this.proceed = proceed;
        String greetingName = proceed.host().name();
        this.handover = new ParkedConnection.Handover<>(
                socket -> new GreetedSocket(socket, greetingName),
                greeted -> ((GreetedSocket) greeted).park(),
                BlockingOpening::close);
    }

    Opening<Socket> run(Dialer dialer) {
        if (attempt.hasEnded()) {
            return new Opening.NotReady<>(Cause.ENDED, List.of(), null);
        }
        DeliveryContext context = attempt.context();
        try (SmtpSession session = proceed.session();
                OpeningWatch watch =
                        new OpeningWatch(attempt, Thread.currentThread(), context, context.openingLimit())) {
            Opening<Socket> opening = new Run(session, watch, dialer).toTls();
            return attempt.ended(proceed.host(), proceed.decision(), opening);
        }
    }

    /** One run. Closes the open connection unless it is handed over. */
    private final class Run {
        private final SmtpSession session;
        private final OpeningWatch watch;
        private final Dialer dialer;
        /** The dialer's own read time-out has passed. */
        private boolean slow;

        Run(SmtpSession session, OpeningWatch watch, Dialer dialer) {
            this.session = session;
            this.watch = watch;
            this.dialer = dialer;
        }

        Opening<Socket> toTls() {
            Socket socket;
            try {
                socket = dial();
            } catch (IOException e) {
                noteEnd(e);
                LOG.debug("Cannot connect to {}", proceed.host(), e);
                return new Opening.NotReady<>(attempt.hasEnded() ? Cause.ENDED : Cause.UNREACHABLE, List.of(), null);
            }
            boolean handedOver = false;
            try {
                session.connected(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress());
                SmtpPreamble smtp =
                        SmtpPreamble.towardsTls(attempt.request().ehloName(), !session.requiresValidatedTls());
                Step step = talk(socket, smtp);
                String peerName = smtp.peerName();
                if (peerName != null) {
                    session.receivedHelo(peerName);
                }
                Opening<Socket> opening = after(step, socket);
                handedOver = opening instanceof Opening.Ready;
                return opening;
            } finally {
                if (!handedOver) {
                    close(socket);
                }
            }
        }

        private Opening<Socket> after(Step step, Socket socket) {
            if (attempt.hasEnded()) {
                return ended();
            }
            if (step instanceof Step.StartTls) {
                return handshake(socket);
            }
            if (step instanceof Step.NoTls noTls) {
                if (session.withoutTls(noTls.failure()) instanceof SmtpSession.Permission.Granted use) {
                    return ready(socket, use.session());
                }
                quit(socket);
                return new Opening.NotReady<>(Cause.NO_STARTTLS, List.of(noTls.failure()), noTls.reply());
            }
            Step.Refused refused = (Step.Refused) step;
            var unused = session.refused(refused.failure());
            Cause cause = isTimedOut() ? Cause.TIMEOUT : Cause.SMTP;
            return new Opening.NotReady<>(cause, List.of(refused.failure()), refused.reply());
        }

        private Opening<Socket> handshake(Socket socket) {
            SmtpSession.Permission permission;
            SSLSocket tls = null;
            try {
                tls = (SSLSocket) session.socketFactory()
                        .createSocket(socket, proceed.host().name(), socket.getPort(), true);
                tls.startHandshake();
                permission = session.established(tls.getSession());
            } catch (IOException e) {
                noteEnd(e);
                if (attempt.hasEnded()) {
                    return ended();
                }
                permission = session.handshakeFailed(e);
            }
            if (tls != null
                    && permission instanceof SmtpSession.Permission.Granted use
                    && use.session().encrypted()) {
                return ready(tls, use.session());
            }
            if (permission instanceof SmtpSession.Permission.Granted use) {
                close(socket);
                return inTheClear(use.session());
            }
            SessionResult result = ((SmtpSession.Permission.Denied) permission).session();
            return new Opening.NotReady<>(isTimedOut() ? Cause.TIMEOUT : Cause.TLS, result.failures(), null);
        }

        /** The handshake failed where TLS is not required: connects again, without TLS. Not a second session (D25). */
        private Opening<Socket> inTheClear(SessionResult result) {
            boolean handedOver = false;
            Socket socket = null;
            try {
                socket = dial();
                Step step = talk(socket, SmtpPreamble.inTheClear());
                if (attempt.hasEnded()) {
                    return new Opening.NotReady<>(Cause.ENDED, List.of(), null);
                }
                if (step instanceof Step.Greeted) {
                    handedOver = true;
                    return ready(socket, result);
                }
                String reply = step instanceof Step.Refused refused ? refused.reply() : null;
                return new Opening.NotReady<>(isTimedOut() ? Cause.TIMEOUT : Cause.SMTP, result.failures(), reply);
            } catch (IOException e) {
                noteEnd(e);
                LOG.debug("Cannot reconnect to {}", proceed.host(), e);
                return new Opening.NotReady<>(
                        attempt.hasEnded() ? Cause.ENDED : Cause.UNREACHABLE, result.failures(), null);
            } finally {
                if (socket != null && !handedOver) {
                    close(socket);
                }
            }
        }

        private Socket dial() throws IOException {
            Socket socket = dialer.dial();
            watch.watch(() -> close(socket));
            return socket;
        }

        /** Reads in blocks, so that bytes behind a reply are dropped with it. */
        private Step talk(Socket socket, SmtpPreamble smtp) {
            byte[] block = new byte[4096];
            try {
                while (true) {
                    int length = socket.getInputStream().read(block);
                    Step step = length < 0 ? smtp.closed() : smtp.received(block, length);
                    if (step instanceof Step.Send send) {
                        OutputStream output = socket.getOutputStream();
                        output.write(send.octets());
                        output.flush();
                    } else if (!(step instanceof Step.Read)) {
                        return step;
                    }
                }
            } catch (IOException e) {
                noteEnd(e);
                LOG.debug("Connection to {} broke", proceed.host(), e);
                return isTimedOut() ? smtp.timedOut() : smtp.closed();
            }
        }

        /**
         * Notes who ended an exchange. An interrupt closes the socket of a channel, and every socket on a virtual thread,
         * before the watch looks: it is the caller's end, and no failure of the host.
         */
        private void noteEnd(IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                attempt.end("its thread was interrupted");
            }
            slow = isTimeout(e);
        }

        private boolean isTimedOut() {
            return slow || watch.hasTimedOut();
        }

        private Opening<Socket> ready(Socket socket, SessionResult result) {
            if (!watch.release()) {
                return new Opening.NotReady<>(
                        watch.hasTimedOut() ? Cause.TIMEOUT : Cause.ENDED, result.failures(), null);
            }
            return session.ready(handover.give().apply(socket), result, handover);
        }

        private Opening<Socket> ended() {
            session.forget();
            return new Opening.NotReady<>(Cause.ENDED, List.of(), null);
        }

        private void quit(Socket socket) {
            try {
                socket.getOutputStream().write(SmtpPreamble.QUIT.octets());
            } catch (IOException e) {
                LOG.debug("QUIT to {} failed", proceed.host(), e);
            }
        }
    }

    private static boolean isTimeout(Throwable thrown) {
        Throwable next = thrown;
        for (int depth = 0; next != null && depth < MAX_CAUSES; depth++) {
            if (next instanceof SocketTimeoutException) {
                return true;
            }
            next = next.getCause();
        }
        return false;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("Closing {} failed", socket, e);
        }
    }
}
