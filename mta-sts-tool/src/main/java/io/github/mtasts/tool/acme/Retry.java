package io.github.mtasts.tool.acme;

import java.time.Instant;

/**
 * When to try again.
 *
 * @param failures how many attempts have failed since the last success
 * @param next not before this time
 */
record Retry(int failures, Instant next) {
    /** Nothing has failed. */
    static final Retry NONE = new Retry(0, Instant.EPOCH);
}
