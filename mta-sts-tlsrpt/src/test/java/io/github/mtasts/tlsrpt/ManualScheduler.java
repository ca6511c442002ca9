package io.github.mtasts.tlsrpt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Keeps repeated work for a test to run when it says so. */
final class ManualScheduler extends ScheduledThreadPoolExecutor {
    private final List<Runnable> repeated = new ArrayList<>();

    ManualScheduler() {
        super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long initial, long delay, TimeUnit unit) {
        repeated.add(work);
        return super.schedule(() -> {}, 0, unit);
    }

    void runAll() {
        repeated.forEach(Runnable::run);
    }
}
