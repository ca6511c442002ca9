package io.github.mtasts.tool.check;

import io.github.mtasts.Opening;
import io.github.mtasts.outcome.SessionResult;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session with one address of an MX host, made as if the policy were one of mode testing, so that it goes on whatever fails.
 *
 * @param address the address
 * @param session the result of TLS; null without a connection
 * @param cause why there was no session; null when there was one
 * @param reply the last SMTP reply where it ended early; null otherwise
 */
record Probe(
        InetAddress address,
        @Nullable SessionResult session,
        Opening.NotReady.@Nullable Cause cause,
        @Nullable String reply) {
    Optional<SessionResult> result() {
        return Optional.ofNullable(session);
    }
}
