package io.github.mtasts.tool.server;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of the certificate of a host.
 *
 * @param host the host
 * @param end when it expires; empty if there is none
 * @param isAccepted whether senders can accept the one that the host shows
 * @param next when another one is looked for; empty if nobody knows
 * @param failure why the last attempt failed, in one sentence; empty if it did not
 * @param failures how many attempts have failed since the last success
 */
public record CertificateState(
        String host, Optional<Instant> end, boolean isAccepted, Optional<Instant> next, String failure, int failures) {}
