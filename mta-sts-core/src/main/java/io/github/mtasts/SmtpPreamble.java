package io.github.mtasts;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The SMTP dialogue before the first command of the connection's user (RFC 5321 section 3.1, RFC 3207), without I/O: up to
 * STARTTLS, or the EHLO after the handshake, or all of it in the clear. Comes in: the octets that were read. Goes out: the next
 * step.
 *
 * <p>Before the handshake a host's replies are unauthenticated: they can only lead to TLS or away from it. Octets behind such a
 * reply are dropped before anything else is sent, so that nothing received before the handshake is read after it (command
 * injection, RFC 3207 section 4.2).
 */
final class SmtpPreamble {
    private static final int MAX_REPLY_OCTETS = 65_536;
    private static final byte[] NOTHING = {};

    private enum Way {
        /** From the greeting to the reply to STARTTLS. */
        TOWARDS_TLS,
        /** From the greeting to the reply to EHLO, without TLS. */
        IN_THE_CLEAR,
        /** EHLO after the handshake. */
        OVER_TLS
    }

    private enum State {
        GREETING,
        EHLO,
        HELO,
        STARTTLS
    }

    /** The next step. */
    sealed interface Step {
        /** Read more. */
        record Read() implements Step {}

        /** Send this line, which includes its line end, then read. */
        record Send(String line) implements Step {
            byte[] octets() {
                return line.getBytes(StandardCharsets.US_ASCII);
            }
        }

        /** Start the handshake. */
        record StartTls() implements Step {}

        /**
         * This connection has no TLS; the dialogue can continue in the clear if that is allowed.
         *
         * @param failure for the outcome
         * @param reply the last reply
         * @param ehlo the reply to EHLO or HELO, without STARTTLS
         */
        record NoTls(Failure failure, String reply, EhloReply ehlo) implements Step {}

        /**
         * The host refused or closed the connection (D33), or sent no SMTP.
         *
         * @param failure for the outcome
         * @param reply the last reply
         */
        record Refused(Failure failure, @Nullable String reply) implements Step {}

        /** EHLO was answered, and nothing else is needed. */
        final class Answered implements Step {
            private final EhloReply ehlo;
            private final byte[] behind;

            Answered(EhloReply ehlo, byte[] behind) {
                this.ehlo = ehlo;
                this.behind = behind;
            }

            EhloReply ehlo() {
                return ehlo;
            }

            /** The octets behind the reply that were received with it. */
            byte[] behind() {
                return behind;
            }
        }
    }

    /** Ends the dialogue. */
    static final Step.Send QUIT = new Step.Send("QUIT\r\n");

    private static final Step READ = new Step.Read();

    private final String ehloName;
    private final Way way;
    private final boolean heloAllowed;
    private final SmtpReply reply = new SmtpReply(MAX_REPLY_OCTETS);
    private State state = State.GREETING;
    private @Nullable String peerName;
    private @Nullable EhloReply ehlo;
    /** The reply to EHLO of a host without ESMTP, and so without STARTTLS: whatever it says next. */
    private @Nullable Failure noEsmtp;

    private SmtpPreamble(String ehloName, Way way, boolean heloAllowed) {
        this.ehloName = ehloName;
        this.way = way;
        this.heloAllowed = heloAllowed;
    }

    /**
     * Leads up to STARTTLS.
     *
     * @param heloAllowed whether a host without EHLO, and so without TLS, may be used
     */
    static SmtpPreamble towardsTls(String ehloName, boolean heloAllowed) {
        return new SmtpPreamble(ehloName, Way.TOWARDS_TLS, heloAllowed);
    }

    /** Greeting and EHLO of a second connection, which stays in the clear. */
    static SmtpPreamble inTheClear(String ehloName) {
        return new SmtpPreamble(ehloName, Way.IN_THE_CLEAR, true);
    }

    /** The EHLO after the handshake. */
    static SmtpPreamble overTls(String ehloName) {
        return new SmtpPreamble(ehloName, Way.OVER_TLS, false);
    }

    /** The first step after STARTTLS; every other connection begins with the host's greeting. */
    Step.Send beginWithEhlo() {
        return send(State.EHLO, "EHLO " + ehloName);
    }

    /** The name in the host's EHLO reply, printable; null when it gave none. */
    @Nullable
    String peerName() {
        return peerName;
    }

    Step received(byte[] block, int length) {
        int taken = reply.add(block, length);
        if (reply.isTooLong()) {
            return refused("smtp-reply-too-long", null);
        }
        if (!reply.isComplete()) {
            return reply.isMalformed() ? refused("smtp-syntax: " + reply.text(), reply.text()) : READ;
        }
        Step next = answer(reply.code(), reply.lines(), Arrays.copyOfRange(block, taken, length));
        reply.clear();
        return next;
    }

    Step closed() {
        return refused("connection-closed: " + waitingFor(), null);
    }

    Step timedOut() {
        return refused("timeout: " + waitingFor(), null);
    }

    /** The octets behind the reply are dropped, except behind the last one over TLS. */
    private Step answer(int code, List<String> lines, byte[] behind) {
        boolean positive = code / 100 == 2;
        return switch (state) {
            case GREETING -> greeting(positive, lines);
            case EHLO -> way == Way.OVER_TLS ? overTls(positive, lines, behind) : ehlo(code, lines);
            case HELO -> helo(positive, lines);
            case STARTTLS ->
                code == 220
                        ? new Step.StartTls()
                        : noTls(
                                notSupported("starttls-refused: " + reply.text()),
                                Objects.requireNonNull(ehlo, "EHLO"));
        };
    }

    private Step greeting(boolean positive, List<String> lines) {
        if (positive && way == Way.OVER_TLS) {
            peerName = firstWord(lines.get(0)); // the session is recorded now, and EHLO may get no answer
        }
        return positive
                ? send(State.EHLO, "EHLO " + ehloName)
                : refused("greeting-refused: " + reply.text(), reply.text());
    }

    /** Any complete reply proves the handshake; its user sees what it says. */
    private Step overTls(boolean positive, List<String> lines, byte[] behind) {
        if (positive) {
            peerName = firstWord(lines.get(0));
        }
        return new Step.Answered(reply.whole(), behind);
    }

    /** D33: 500, 502 and 504 say that the host has no ESMTP (RFC 5321 section 4.2.4); every other error refuses us. */
    private Step ehlo(int code, List<String> lines) {
        EhloReply clear = reply.whole().withoutStartTls();
        if (code == 500 || code == 502 || code == 504) {
            noEsmtp = notSupported("ehlo-not-supported: " + reply.text());
            return heloAllowed ? send(State.HELO, "HELO " + ehloName) : noTls(noEsmtp, clear);
        }
        if (code / 100 != 2) {
            return refused("ehlo-refused: " + reply.text(), reply.text());
        }
        peerName = firstWord(lines.get(0));
        ehlo = clear;
        if (way == Way.IN_THE_CLEAR) {
            return new Step.Answered(clear, NOTHING);
        }
        boolean offered =
                lines.stream().skip(1).anyMatch(line -> firstWord(line).equalsIgnoreCase("STARTTLS"));
        return offered ? send(State.STARTTLS, "STARTTLS") : noTls(notSupported("starttls-not-offered"), clear);
    }

    private Step helo(boolean positive, List<String> lines) {
        if (!positive) {
            return refused("helo-refused: " + reply.text(), reply.text());
        }
        peerName = firstWord(lines.get(0));
        EhloReply clear = reply.whole().toHelo(); // it has no extensions
        return way == Way.IN_THE_CLEAR
                ? new Step.Answered(clear, NOTHING)
                : noTls(Objects.requireNonNull(noEsmtp, "HELO without EHLO"), clear);
    }

    private Step noTls(Failure failure, EhloReply clear) {
        return new Step.NoTls(failure, reply.text(), clear);
    }

    private Step.Send send(State next, String command) {
        state = next;
        return new Step.Send(command + "\r\n");
    }

    private String waitingFor() {
        return switch (state) {
            case GREETING -> "before the greeting";
            case EHLO -> "after EHLO";
            case HELO -> "after HELO";
            case STARTTLS -> "after STARTTLS";
        };
    }

    private static String firstWord(String line) {
        int space = line.indexOf(' ');
        return Printable.line(space < 0 ? line : line.substring(0, space), 255);
    }

    private Step refused(String reason, @Nullable String text) {
        return new Step.Refused(noEsmtp != null ? noEsmtp : SmtpSession.refusedBeforeTls(reason), text);
    }

    private static Failure notSupported(String reason) {
        return new Failure(ResultType.STARTTLS_NOT_SUPPORTED, reason);
    }
}
