package io.github.mtasts.resolution.internal;

import io.github.mtasts.resolution.CachedPolicy;
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

    /** Usual between the clocks of several nodes. */
    private static final long TOLERANCE_MILLIS = 60_000;

    private static final long JUMP_MILLIS = 60_000;

    /** A clock that is before the first release of this library is wrong, however steady it is. */
    private static final long EARLIEST_MILLIS =
            Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private final Clock clock;
    private final LongSupplier nanos;
    private long difference;
    private long sinceNanos;

    /**
     * Starts to watch a clock.
     *
     * @param nanos monotonic time in nanoseconds, such as {@code System::nanoTime}
     */
    FetchTimes(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.sinceNanos = nanos.getAsLong();
        this.difference = difference(sinceNanos);
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
        return isInFuture(entry, nowMillis) && nowMillis >= EARLIEST_MILLIS && isCalm()
                ? new CachedPolicy(entry.policy(), entry.id(), Instant.ofEpochMilli(nowMillis))
                : entry;
    }

    /** A jump that is seen late counts from when it is seen. */
    private synchronized boolean isCalm() {
        long now = nanos.getAsLong();
        long current = difference(now);
        if (Math.abs(current - difference) > JUMP_MILLIS) {
            sinceNanos = now;
        }
        difference = current;
        return now - sinceNanos >= CALM.toNanos();
    }

    private long difference(long nowNanos) {
        return clock.millis() - nowNanos / 1_000_000;
    }
}
