package io.github.mtasts.resolution.internal;

import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.time.ClockJumps;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Judges fetch times in the future: the clock was ahead when the policy was fetched, or is behind now. Such a time becomes now
 * once the clock can be trusted, so that the policy expires max_age later. The clock of a machine may be wrong until it is
 * corrected soon after the start, and a policy that counts as fetched in 1970 is lost with that correction. It is therefore
 * trusted after 15 minutes in which wall time and monotonic time advanced alike. Thread-safe.
 */
final class FetchTimes {
    static final Duration CALM = Duration.ofMinutes(15);

    private static final Duration JUMP = Duration.ofMinutes(1);

    /** Usual between the clocks of several nodes. */
    private static final long TOLERANCE_MILLIS = 60_000;

    /** A clock that is before the first release of this library is wrong, however steady it is. */
    private static final long EARLIEST_MILLIS =
            Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private final ClockJumps jumps;

    /**
     * Starts to watch a clock.
     *
     * @param nanos monotonic time in nanoseconds, such as {@code System::nanoTime}
     */
    FetchTimes(Clock clock, LongSupplier nanos) {
        this.jumps = new ClockJumps(clock, nanos, JUMP);
    }

    /** Whether the policy was fetched in the future, by more than clocks usually differ. */
    static boolean isInFuture(CachedPolicy entry, long nowMillis) {
        return entry.fetchedAt().toEpochMilli() - nowMillis > TOLERANCE_MILLIS;
    }

    /**
     * Corrects a fetch time.
     *
     * @return the same policy, fetched now; the entry itself when its time is not in the future, or the clock is not trusted
     */
    CachedPolicy corrected(CachedPolicy entry, long nowMillis) {
        return isInFuture(entry, nowMillis) && nowMillis >= EARLIEST_MILLIS && jumps.isSteadyFor(CALM)
                ? new CachedPolicy(entry.policy(), entry.id(), Instant.ofEpochMilli(nowMillis))
                : entry;
    }
}
