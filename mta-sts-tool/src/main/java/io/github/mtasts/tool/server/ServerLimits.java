package io.github.mtasts.tool.server;

import java.time.Duration;

/**
 * What one server spends on strangers.
 *
 * @param connections how many may be open at a time; a further one is closed at once
 * @param perAddress how many of them may come from one address
 * @param request how long a handshake, a request and the reading of its response may take, each
 * @param lineOctets the longest request line
 * @param headerOctets the largest header
 */
public record ServerLimits(int connections, int perAddress, Duration request, int lineOctets, int headerOctets) {
    /** For small requests of many clients. */
    public static final ServerLimits SMALL_REQUESTS =
            new ServerLimits(4_000, 200, Duration.ofSeconds(15), 1_024, 8_192);
}
