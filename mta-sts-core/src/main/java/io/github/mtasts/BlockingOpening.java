package io.github.mtasts;

import io.github.mtasts.Opening.NotReady.Cause;
import io.github.mtasts.SmtpPreamble.Step;
import io.github.mtasts.outcome.SessionResult;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a connection over blocking sockets. Told a dialer; answers {@link Opening.Ready} or {@link Opening.NotReady}; leaves exactly one
 * outcome behind for a connection that was made.
 */
final class BlockingOpening {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingOpening.class);

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
        MtaSts services = attempt.services();
        try (SmtpSession mx = proceed.attempt();
                OpeningWatch watch = new OpeningWatch(
                        attempt, Thread.currentThread(), services.workshop(), services.openingLimit())) {
            return new Run(mx, watch, dialer).toTls();
        }
    }

    /** One run: the connection that is open at the moment is closed unless it is handed over. */
    private final class Run {
        private final SmtpSession mx;
        private final OpeningWatch watch;
        private final Dialer dialer;

        Run(SmtpSession mx, OpeningWatch watch, Dialer dialer) {
            this.mx = mx;
            this.watch = watch;
            this.dialer = dialer;
        }

        Opening<Socket> toTls() {
            Socket socket;
            try {
                socket = dial();
            } catch (IOException e) {
                LOG.debug("{} cannot be reached", proceed.host(), e);
                return new Opening.NotReady<>(attempt.hasEnded() ? Cause.ENDED : Cause.UNREACHABLE, List.of(), null);
            }
            boolean handedOver = false;
            try {
                mx.connected(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress());
                SmtpPreamble smtp = SmtpPreamble.towardsTls(attempt.request().ehloName(), !mx.requiresValidatedTls());
                Step step = talk(socket, smtp);
                String peerName = smtp.peerName();
                if (peerName != null) {
                    mx.receivedHelo(peerName);
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
                if (mx.withoutTls(noTls.failure()) instanceof SmtpSession.Permission.Granted use) {
                    return ready(socket, use.session());
                }
                quit(socket);
                return new Opening.NotReady<>(Cause.NO_STARTTLS, List.of(noTls.failure()), noTls.reply());
            }
            Step.Refused refused = (Step.Refused) step;
            mx.withoutTls(refused.failure());
            Cause cause = watch.hasTimedOut() ? Cause.TIMEOUT : Cause.SMTP;
            return new Opening.NotReady<>(cause, List.of(refused.failure()), refused.reply());
        }

        private Opening<Socket> handshake(Socket socket) {
            SmtpSession.Permission verdict;
            SSLSocket tls = null;
            try {
                tls = (SSLSocket)
                        mx.socketFactory().createSocket(socket, proceed.host().name(), socket.getPort(), true);
                tls.startHandshake();
                verdict = mx.established(tls.getSession());
            } catch (IOException e) {
                if (attempt.hasEnded()) {
                    return ended();
                }
                verdict = mx.handshakeFailed(e);
            }
            if (tls != null
                    && verdict instanceof SmtpSession.Permission.Granted use
                    && use.session().encrypted()) {
                return ready(tls, use.session());
            }
            if (verdict instanceof SmtpSession.Permission.Granted use) {
                close(socket);
                return inTheClear(use.session());
            }
            SessionResult session = ((SmtpSession.Permission.Denied) verdict).session();
            return new Opening.NotReady<>(watch.hasTimedOut() ? Cause.TIMEOUT : Cause.TLS, session.failures(), null);
        }

        /** The handshake failed where nothing depends on it: once more, without TLS. Not a second session (D25). */
        private Opening<Socket> inTheClear(SessionResult session) {
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
                    return ready(socket, session);
                }
                String reply = step instanceof Step.Refused refused ? refused.reply() : null;
                return new Opening.NotReady<>(
                        watch.hasTimedOut() ? Cause.TIMEOUT : Cause.SMTP, session.failures(), reply);
            } catch (IOException e) {
                LOG.debug("{} cannot be reached again", proceed.host(), e);
                return new Opening.NotReady<>(
                        attempt.hasEnded() ? Cause.ENDED : Cause.UNREACHABLE, session.failures(), null);
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

        /** Reads in blocks, so that what follows a reply is seen and dropped. */
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
                LOG.debug("{} broke off", proceed.host(), e);
                return watch.hasTimedOut() ? smtp.timedOut() : smtp.closed();
            }
        }

        private Opening<Socket> ready(Socket socket, SessionResult session) {
            if (!watch.release()) {
                return new Opening.NotReady<>(
                        watch.hasTimedOut() ? Cause.TIMEOUT : Cause.ENDED, session.failures(), null);
            }
            return mx.ready(handover.give().apply(socket), session, handover);
        }

        private Opening<Socket> ended() {
            mx.forget();
            return new Opening.NotReady<>(Cause.ENDED, List.of(), null);
        }

        private void quit(Socket socket) {
            try {
                socket.getOutputStream().write(SmtpPreamble.QUIT.octets());
            } catch (IOException e) {
                LOG.debug("{} did not wait for QUIT", proceed.host(), e);
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing {} failed; it is gone either way", socket, e);
        }
    }
}
