package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
    @Test
    void isWhatWasNotUsed() {
        long before = System.nanoTime();
        TimeLimit limit = new TimeLimit(before - Duration.ofMinutes(10).toNanos(), Duration.ofHours(1));
        long left = limit.leftNanos();
        long most = Duration.ofMinutes(50).toNanos();

        assertThat(left).isBetween(most - (System.nanoTime() - before), most);
        assertThat(limit.hasPassed()).isFalse();
    }

    @Test
    void isNeverLessThanNothing() {
        TimeLimit limit = new TimeLimit(System.nanoTime() - Duration.ofHours(2).toNanos(), Duration.ofHours(1));

        assertThat(limit.leftNanos()).isZero();
        assertThat(limit.hasPassed()).isTrue();
    }
}
