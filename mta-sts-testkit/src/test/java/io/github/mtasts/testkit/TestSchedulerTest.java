package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TestSchedulerTest {
    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final TestScheduler scheduler = new TestScheduler(clock);
    private final List<String> done = new ArrayList<>();

    @Test
    void runsTasksThatAreDueByTheClock() throws Exception {
        ScheduledFuture<?> later = scheduler.schedule(() -> done.add("later"), 1, TimeUnit.HOURS);
        ScheduledFuture<String> answer = scheduler.schedule(() -> "now", 0, TimeUnit.SECONDS);
        assertThat(answer.isDone()).isFalse();
        assertThat(scheduler.hasDue()).isTrue();
        scheduler.runDue();
        assertThat(scheduler.hasDue()).isFalse();
        assertThat(answer.get()).isEqualTo("now");
        assertThat(done).isEmpty();
        assertThat(later.getDelay(TimeUnit.MINUTES)).isEqualTo(60);
        assertThat(later.compareTo(scheduler.schedule(() -> {}, 1, TimeUnit.MINUTES)))
                .isPositive();
        clock.advance(Duration.ofHours(1));
        scheduler.runDue();
        assertThat(done).containsExactly("later");
    }

    @Test
    void repeatsATaskOnceForEachRun() {
        var unused = scheduler.scheduleWithFixedDelay(() -> done.add("again"), 0, 1, TimeUnit.MINUTES);
        scheduler.runDue();
        scheduler.runDue();
        assertThat(done).hasSize(1);
        clock.advance(Duration.ofDays(1));
        scheduler.runDue();
        assertThat(done).hasSize(2);
    }

    @Test
    void runsTasksThatATaskSubmits() {
        scheduler.execute(() -> scheduler.execute(() -> done.add("inner")));
        scheduler.runDue();
        assertThat(done).containsExactly("inner");
        scheduler.shutdown();
        assertThat(scheduler.isShutdown()).isTrue();
        assertThat(scheduler.isTerminated()).isTrue();
    }
}
