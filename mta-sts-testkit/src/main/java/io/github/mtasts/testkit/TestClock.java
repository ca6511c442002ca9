package io.github.mtasts.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is told to move. Thread-safe. */
public final class TestClock extends Clock {
    private volatile Instant now;

    /**
     * A clock that stands at the given instant.
     *
     * @param start the first answer of {@link #instant()}
     */
    public TestClock(Instant start) {
        this.now = start;
    }

    /**
     * Moves the clock.
     *
     * @param step how far; a negative step moves it back
     */
    public synchronized void advance(Duration step) {
        now = now.plus(step);
    }

    /**
     * Sets the clock.
     *
     * @param instant the new answer of {@link #instant()}
     */
    public synchronized void set(Instant instant) {
        now = instant;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** {@inheritDoc} Zones are not this clock's subject: every one of them is answered with this clock, in UTC. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
