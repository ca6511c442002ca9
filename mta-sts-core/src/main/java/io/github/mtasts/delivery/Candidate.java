package io.github.mtasts.delivery;

import io.github.mtasts.failure.Failure;

/** What an attempt says of one MX host: go on to the next one, or open a connection. */
public sealed interface Candidate permits Candidate.Rejected, Proceed {
    /**
     * No mail goes to this host now. It is passed over like a host that cannot be reached (RFC 8461 section 8.4).
     *
     * @param reason why
     */
    record Rejected(Failure reason) implements Candidate {}
}
