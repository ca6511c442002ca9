package io.github.mtasts.delivery;

import io.github.mtasts.failure.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * No connection that mail may go over. Always a reason to try the next address or host and, in the end, to keep the
 * message: nothing that a peer says before validated TLS is permanent.
 *
 * @param cause at which step it ended
 * @param failures what was recorded of the session; empty when there was none
 * @param reply the last SMTP reply, printable, null when there was none
 * @param <C> the connection that there would have been
 */
public record NotReady<C>(
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
