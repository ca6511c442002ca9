package io.github.mtasts.tlsrpt.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects jumps of the wall clock: a change of more than a minute, between two ticks, in the difference between wall time and
 * monotonic time. A slow correction of the clock is no jump. Thread-safe.
 */
public final class ClockWatch {
    /** How long the clock must have run without a jump before its time is trusted. */
    public static final Duration CALM = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger("io.github.mtasts.tlsrpt.TlsReporting");
    private static final long JUMP_MILLIS = 60_000;

    private final Clock clock;
    private final LongSupplier nanos;
    private long difference;
    private long disturbedNanos;
    private boolean isDisturbed;
    private boolean hasJumped;

    private ClockWatch(Clock clock, LongSupplier nanos, boolean isDisturbed) {
        this.clock = clock;
        this.nanos = nanos;
        this.isDisturbed = isDisturbed;
        this.disturbedNanos = nanos.getAsLong();
        this.difference = difference(disturbedNanos);
    }

    /**
     * Creates a watch that does not trust the clock until it has watched it for {@link #CALM}: a clock may be corrected soon
     * after a machine has started.
     *
     * @param nanos monotonic time in nanoseconds, such as {@code System::nanoTime}
     */
    public static ClockWatch of(Clock clock, LongSupplier nanos) {
        return new ClockWatch(clock, nanos, true);
    }

    /** Creates a watch of a clock that is monotonic itself, or that a test moves: it never jumps. */
    public static ClockWatch trusting(Clock clock) {
        return new ClockWatch(clock, () -> clock.millis() * 1_000_000, false);
    }

    /** Compares the clocks. */
    public synchronized void tick() {
        long now = nanos.getAsLong();
        long current = difference(now);
        if (Math.abs(current - difference) > JUMP_MILLIS) {
            LOG.warn(
                    "The clock jumped by {}; no day is closed until it has run steadily for {}",
                    Duration.ofMillis(current - difference),
                    CALM);
            disturbedNanos = now;
            isDisturbed = true;
            hasJumped = true;
        } else if (isDisturbed && now - disturbedNanos >= CALM.toNanos()) {
            isDisturbed = false;
            hasJumped = false;
        }
        difference = current;
    }

    /** Returns whether the clock has been watched for {@link #CALM} without a jump. Ticks first. */
    public synchronized boolean isCalm() {
        tick();
        return !isDisturbed;
    }

    /** Returns whether the clock jumped within the last {@link #CALM}. Ticks first. */
    public synchronized boolean hasJumped() {
        tick();
        return hasJumped;
    }

    /** Returns the monotonic time in nanoseconds. */
    public long nanos() {
        return nanos.getAsLong();
    }

    private long difference(long nowNanos) {
        return clock.millis() - nowNanos / 1_000_000;
    }
}
