package io.github.mtasts.tlsrpt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Delays repeated tasks by a year, so that only the test runs them. */
final class ManualScheduler extends ScheduledThreadPoolExecutor {
    private final List<ScheduledFuture<?>> repeated = new ArrayList<>();

    private final List<Duration> periods = new ArrayList<>();

    ManualScheduler() {
        super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long initial, long delay, TimeUnit unit) {
        ScheduledFuture<?> task = super.schedule(work, 365, TimeUnit.DAYS);
        repeated.add(task);
        periods.add(Duration.ofNanos(unit.toNanos(delay)));
        return task;
    }

    /** How often each work would be done. */
    List<Duration> periods() {
        return List.copyOf(periods);
    }

    long cancelled() {
        return repeated.stream().filter(Future::isCancelled).count();
    }
}
