package io.github.mtasts.james.server.inside;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The system's clock, put on by as many seconds as the system property {@code testkit.clock.seconds} says. */
public final class PutOnClock extends Clock {
    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
        return Instant.now().plusSeconds(Long.getLong("testkit.clock.seconds", 0));
    }
}
