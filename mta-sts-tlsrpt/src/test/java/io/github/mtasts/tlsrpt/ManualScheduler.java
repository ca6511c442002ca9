package io.github.mtasts.tlsrpt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Delays repeated tasks by a year, so that only the test runs them. */
final class ManualScheduler extends ScheduledThreadPoolExecutor {
    private final List<ScheduledFuture<?>> repeated = new ArrayList<>();

    ManualScheduler() {
        super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long initial, long delay, TimeUnit unit) {
        ScheduledFuture<?> task = super.schedule(work, 365, TimeUnit.DAYS);
        repeated.add(task);
        return task;
    }

    long cancelled() {
        return repeated.stream().filter(Future::isCancelled).count();
    }
}
