package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TestClockTest {
    @Test
    void standsStillUntilItIsMoved() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        TestClock clock = new TestClock(start);
        assertThat(clock.instant()).isEqualTo(start);
        clock.advance(Duration.ofSeconds(-5));
        assertThat(clock.instant()).isEqualTo(start.minusSeconds(5));
        clock.set(start);
        assertThat(clock.millis()).isEqualTo(start.toEpochMilli());
    }
}
