package io.github.mtasts.tlsrpt.internal;

import io.github.mtasts.time.ClockJumps;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the time is trusted that closes a day: the clock has run for {@link #CALM} without a jump. Thread-safe. */
public final class ClockWatch {
    /** How long the clock must have run without a jump before its time is trusted. */
    public static final Duration CALM = Duration.ofMinutes(15);

    private static final Duration JUMP = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger("io.github.mtasts.tlsrpt.TlsReporting");

    private final LongSupplier nanos;
    private final ClockJumps jumps;
    private final Duration calm;

    private ClockWatch(Clock clock, LongSupplier nanos, Duration calm) {
        this.nanos = nanos;
        this.jumps = new ClockJumps(clock, nanos, JUMP);
        this.calm = calm;
    }

    /**
     * Creates a watch that does not trust the clock until it has watched it for {@link #CALM}: a clock may be corrected soon
     * after a machine has started.
     *
     * @param nanos monotonic time in nanoseconds, such as {@code System::nanoTime}
     */
    public static ClockWatch of(Clock clock, LongSupplier nanos) {
        return new ClockWatch(clock, nanos, CALM);
    }

    /** Creates a watch of a clock that is monotonic itself, or that a test moves: it never jumps. */
    public static ClockWatch trusting(Clock clock) {
        return new ClockWatch(clock, () -> clock.millis() * 1_000_000, Duration.ZERO);
    }

    /** Compares the clocks. */
    public void tick() {
        jumps.look()
                .ifPresent(by -> LOG.warn(
                        "The clock jumped by {}; no day is closed until it has run steadily for {}", by, CALM));
    }

    /** Returns whether the clock has been watched for {@link #CALM} without a jump. Ticks first. */
    public boolean isCalm() {
        tick();
        return calm.isZero() || jumps.isSteadyFor(calm); // a trusted clock may be set back
    }

    /** Returns whether the clock jumped within the last {@link #CALM}. Ticks first. */
    public boolean hasJumped() {
        tick();
        return jumps.hasJumpedWithin(CALM);
    }

    /** Returns the monotonic time in nanoseconds. */
    public long nanos() {
        return nanos.getAsLong();
    }
}
