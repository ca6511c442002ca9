package io.github.mtasts;

import io.github.mtasts.Opening.NotReady.Cause;
import io.github.mtasts.SmtpPreamble.Step;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.text.Printable;
import java.io.EOFException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one opening, without I/O: handshake, judgement, EHLO, first complete reply, record, hand-over. Comes in:
 * what happened on the connection. Goes out: the next move. {@link BlockingOpening} and {@link AsyncOpening} make the moves. Not
 * thread-safe.
 *
 * <p>In TLS 1.3 a server can refuse after the client has completed the handshake, so that only a reply over TLS proves it: a
 * connection that breaks before is a failed handshake.
 */
final class OpeningSteps {
    /** What to do next. */
    sealed interface Move {
        /** Read octets. */
        record Read() implements Move {}

        /** Send this line, then read. */
        record Send(Step.Send line) implements Move {}

        /** Make the handshake, then judge its session. */
        record Handshake() implements Move {}

        /** Close the connection and dial another one. */
        record Redial() implements Move {}

        /**
         * Hand the connection over.
         *
         * @param session the result
         * @param answered the reply to EHLO, and what was read behind it
         */
        record HandOver(SessionResult session, Step.Answered answered) implements Move {}

        /**
         * Close the connection, after QUIT where it still works.
         *
         * @param ending the end
         * @param quit whether to send QUIT
         */
        record Leave(Ending ending, boolean quit) implements Move {}
    }

    /**
     * The end of an opening without a connection.
     *
     * @param cause the step
     * @param failures those recorded
     * @param reply the last reply
     */
    record Ending(
            Cause cause, List<Failure> failures, @Nullable String reply) {
        <C> Opening.NotReady<C> opening() {
            return new Opening.NotReady<>(cause, failures, reply);
        }
    }

    private enum Phase {
        BEFORE_TLS,
        HANDSHAKE,
        OVER_TLS,
        IN_THE_CLEAR
    }

    private static final Move READ = new Move.Read();
    private static final Move HANDSHAKE = new Move.Handshake();
    private static final Move REDIAL = new Move.Redial();
    private static final byte[] NOTHING = {};
    private static final int MAX_REPLY = 160;

    private final SmtpSession session;
    private final String ehloName;
    private final boolean implicitTls;
    /** Whether the host must offer REQUIRETLS over TLS (RFC 8689 section 2). */
    private final boolean requireTls;

    private Phase phase = Phase.BEFORE_TLS;
    private SmtpPreamble smtp;
    /** The result of the handshake: judged, and over TLS not proved yet; or failed, and recorded. */
    private @Nullable SessionResult result;
    /** A reply came over TLS. */
    private boolean proved;

    OpeningSteps(SmtpSession session, DeliveryRequest request) {
        this.session = session;
        this.ehloName = request.ehloName();
        this.implicitTls = request.usesImplicitTls();
        this.requireTls = request.kind() == DeliveryKind.REQUIRE_TLS;
        this.smtp = SmtpPreamble.towardsTls(ehloName, !session.requiresTls());
    }

    /** A connection was made, the first one or another one. */
    Move connected(@Nullable SocketAddress local, @Nullable SocketAddress remote) {
        if (phase == Phase.IN_THE_CLEAR) {
            return READ; // no second session (D25)
        }
        session.connected(local, remote);
        if (implicitTls) {
            phase = Phase.HANDSHAKE;
            return HANDSHAKE;
        }
        return READ;
    }

    /** The dialer could not connect. */
    Move unreachable() {
        return leave(Cause.UNREACHABLE, recorded(), null);
    }

    /** The time for the opening has passed before a second connection was dialled. */
    Move tooLate() {
        return leave(Cause.TIMEOUT, recorded(), null);
    }

    /** This side ended the opening. */
    Move endedByUs() {
        return leave(Cause.ENDED, List.of(), null);
    }

    Move received(byte[] block, int length) {
        return after(smtp.received(block, length), false);
    }

    /** Whether the handshake is under way or judged: what is received belongs to it. */
    boolean isInHandshake() {
        return phase == Phase.HANDSHAKE;
    }

    /** The handshake was completed, and its session judged. */
    Move judged(SessionResult judgement) {
        if (session.mustDialAgain()) {
            phase = Phase.BEFORE_TLS;
            smtp = SmtpPreamble.towardsTls(ehloName, !session.requiresTls());
            return REDIAL;
        }
        SmtpSession.Permission permission = session.judged(judgement);
        if (!(permission instanceof SmtpSession.Permission.Granted) || !judgement.encrypted()) {
            return afterBreak(permission, false);
        }
        result = judgement;
        phase = Phase.OVER_TLS;
        smtp = SmtpPreamble.overTls(ehloName);
        return implicitTls ? READ : new Move.Send(smtp.beginWithEhlo());
    }

    /**
     * The connection ended or broke.
     *
     * @param error as thrown; null at the end of the stream
     * @param timedOut whether the host was too slow
     */
    Move broke(@Nullable Throwable error, boolean timedOut) {
        return switch (phase) {
            case BEFORE_TLS -> after(timedOut ? smtp.timedOut() : smtp.closed(), timedOut);
            case IN_THE_CLEAR -> leave(timedOut ? Cause.TIMEOUT : Cause.SMTP, recorded(), null);
            case HANDSHAKE ->
                afterBreak(
                        session.handshakeFailed(error == null ? new EOFException("the connection was closed") : error),
                        timedOut);
            case OVER_TLS ->
                proved
                        ? leave(timedOut ? Cause.TIMEOUT : Cause.SMTP, recorded(), null)
                        : afterBreak(session.brokenBeforeReply(error, timedOut), timedOut);
        };
    }

    private Move after(Step step, boolean timedOut) {
        if (step instanceof Step.Read) {
            return READ;
        }
        noteName();
        if (phase == Phase.OVER_TLS && !proved) {
            proved = true;
            session.proved();
        }
        if (step instanceof Step.Send send) {
            return new Move.Send(send);
        }
        if (step instanceof Step.StartTls) {
            phase = Phase.HANDSHAKE;
            return HANDSHAKE;
        }
        if (step instanceof Step.Answered answered) {
            if (requireTls && !answered.ehlo().offers(EhloReply.REQUIRETLS)) {
                return withoutRequireTls(answered.ehlo());
            }
            return new Move.HandOver(Objects.requireNonNull(result, "TLS or its failure"), answered);
        }
        if (step instanceof Step.NoTls noTls) {
            return withoutTls(noTls);
        }
        return refused((Step.Refused) step, timedOut);
    }

    private Move withoutTls(Step.NoTls noTls) {
        return session.withoutTls(noTls.failure()) instanceof SmtpSession.Permission.Granted use
                ? new Move.HandOver(use.session(), new Step.Answered(noTls.ehlo(), NOTHING))
                : new Move.Leave(new Ending(Cause.NO_STARTTLS, List.of(noTls.failure()), noTls.reply()), true);
    }

    /** RFC 8689 section 4.2.1: QUIT, and on to the next host; a host that refuses us for now may offer it later. */
    private Move withoutRequireTls(EhloReply ehlo) {
        Cause cause = ehlo.isAboutExtensions() ? Cause.NO_REQUIRETLS : Cause.SMTP;
        String reply = Printable.line(String.join(" ", ehlo.lines()), MAX_REPLY);
        return new Move.Leave(new Ending(cause, recorded(), reply), true);
    }

    private Move refused(Step.Refused refused, boolean timedOut) {
        Cause cause = timedOut ? Cause.TIMEOUT : Cause.SMTP;
        if (phase != Phase.BEFORE_TLS) {
            return leave(cause, recorded(), refused.reply());
        }
        var unused = session.refused(refused.failure());
        return leave(cause, List.of(refused.failure()), refused.reply());
    }

    /** There is no TLS on this connection: once more in the clear where that is allowed. */
    private Move afterBreak(SmtpSession.Permission permission, boolean timedOut) {
        if (permission instanceof SmtpSession.Permission.Granted use && !implicitTls) {
            result = use.session();
            phase = Phase.IN_THE_CLEAR;
            smtp = SmtpPreamble.inTheClear(ehloName);
            return REDIAL;
        }
        return leave(timedOut ? Cause.TIMEOUT : Cause.TLS, permission.session().allFailures(), null);
    }

    private void noteName() {
        String name = smtp.peerName();
        if (name != null && phase != Phase.IN_THE_CLEAR) {
            session.receivedHelo(name);
        }
    }

    private List<Failure> recorded() {
        return result == null ? List.of() : result.allFailures();
    }

    private static Move leave(Cause cause, List<Failure> failures, @Nullable String reply) {
        return new Move.Leave(new Ending(cause, failures, reply), false);
    }
}
