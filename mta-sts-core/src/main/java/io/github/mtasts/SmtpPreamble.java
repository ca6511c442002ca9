package io.github.mtasts;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The SMTP dialogue from the greeting to the 220 reply to STARTTLS (RFC 5321 section 3.1, RFC 3207), without I/O. Comes in:
 * the bytes that were read. Goes out: the next step. Blocking and event-driven openings share it.
 *
 * <p>A host's replies are unauthenticated here: they can only lead to TLS or away from it. Bytes behind a reply are dropped
 * before anything else is sent, so that nothing received before the handshake is read after it (command injection, RFC
 * 3207 section 4.2).
 */
final class SmtpPreamble {
    private static final int MAX_REPLY_OCTETS = 65_536;

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

        /** This connection has no TLS; the dialogue can continue in the clear if that is allowed. */
        record NoTls(Failure failure, String reply) implements Step {}

        /**
         * The host refused or closed the connection, before TLS (D33).
         *
         * @param failure for the outcome
         * @param reply the last reply
         */
        record Refused(Failure failure, @Nullable String reply) implements Step {}

        /** The greeting was read, and nothing else is needed. */
        record Greeted() implements Step {}
    }

    /** Ends the dialogue. */
    static final Step.Send QUIT = new Step.Send("QUIT\r\n");

    private static final Step READ = new Step.Read();

    private final String ehloName;
    private final boolean greetingOnly;
    private final boolean heloAllowed;
    private final SmtpReply reply = new SmtpReply(MAX_REPLY_OCTETS);
    private State state = State.GREETING;
    private @Nullable String peerName;
    /** The reply to EHLO of a host without ESMTP, and so without STARTTLS: whatever it says next. */
    private @Nullable Failure noEsmtp;

    private SmtpPreamble(String ehloName, boolean greetingOnly, boolean heloAllowed) {
        this.ehloName = ehloName;
        this.greetingOnly = greetingOnly;
        this.heloAllowed = heloAllowed;
    }

    /**
     * Leads up to STARTTLS.
     *
     * @param heloAllowed whether a host without EHLO, and so without TLS, may be used
     */
    static SmtpPreamble towardsTls(String ehloName, boolean heloAllowed) {
        return new SmtpPreamble(ehloName, false, heloAllowed);
    }

    /** Reads only the greeting: for a second connection, which stays in the clear. */
    static SmtpPreamble inTheClear() {
        return new SmtpPreamble("", true, true);
    }

    /** The name in the host's EHLO reply, printable; null when it gave none. */
    @Nullable
    String peerName() {
        return peerName;
    }

    Step received(byte[] block, int length) {
        if (!reply.add(block, length)) {
            return refused("smtp-reply-too-long", null);
        }
        if (!reply.isComplete()) {
            return reply.isMalformed() ? refused("smtp-syntax: " + reply.text(), reply.text()) : READ;
        }
        Step next = answer(reply.code(), reply.lines());
        reply.clear(); // drops the bytes behind the reply, too
        return next;
    }

    Step closed() {
        return refused("connection-closed: " + waitingFor(), null);
    }

    Step timedOut() {
        return refused("timeout: " + waitingFor(), null);
    }

    private Step answer(int code, List<String> lines) {
        boolean positive = code / 100 == 2;
        return switch (state) {
            case GREETING -> greeting(positive);
            case EHLO -> ehlo(code, lines);
            case HELO -> helo(positive, lines);
            case STARTTLS ->
                code == 220
                        ? new Step.StartTls()
                        : new Step.NoTls(notSupported("starttls-refused: " + reply.text()), reply.text());
        };
    }

    private Step greeting(boolean positive) {
        if (!positive) {
            return refused("greeting-refused: " + reply.text(), reply.text());
        }
        return greetingOnly ? new Step.Greeted() : send(State.EHLO, "EHLO " + ehloName);
    }

    /** D33: 500, 502 and 504 say that the host has no ESMTP (RFC 5321 section 4.2.4); every other error refuses us. */
    private Step ehlo(int code, List<String> lines) {
        if (code == 500 || code == 502 || code == 504) {
            noEsmtp = notSupported("ehlo-not-supported: " + reply.text());
            return heloAllowed ? send(State.HELO, "HELO " + ehloName) : new Step.NoTls(noEsmtp, reply.text());
        }
        if (code / 100 != 2) {
            return refused("ehlo-refused: " + reply.text(), reply.text());
        }
        peerName = firstWord(lines.get(0));
        boolean offered =
                lines.stream().skip(1).anyMatch(line -> firstWord(line).equalsIgnoreCase("STARTTLS"));
        return offered
                ? send(State.STARTTLS, "STARTTLS")
                : new Step.NoTls(notSupported("starttls-not-offered"), reply.text());
    }

    private Step helo(boolean positive, List<String> lines) {
        if (!positive) {
            return refused("helo-refused: " + reply.text(), reply.text());
        }
        peerName = firstWord(lines.get(0));
        return new Step.NoTls(Objects.requireNonNull(noEsmtp, "HELO without EHLO"), reply.text());
    }

    private Step send(State next, String command) {
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
