package io.github.mtasts.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. Thread-safe. */
public final class TestClock extends Clock {
    private volatile Instant now;

    /**
     * Stops the clock at an instant.
     *
     * @param start the first value of {@link #instant()}
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
     * @param instant the new value of {@link #instant()}
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

    /** {@inheritDoc} This clock ignores the zone and returns itself, in UTC. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
