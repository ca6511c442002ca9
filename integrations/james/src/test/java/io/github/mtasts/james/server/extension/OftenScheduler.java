package io.github.mtasts.james.server.extension;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs what is due each minute several times a second, because the tests put James' clock on. */
final class OftenScheduler extends ScheduledThreadPoolExecutor {
    private static final long OFTEN_MILLIS = 200;

    OftenScheduler() {
        super(1, task -> {
            Thread thread = new Thread(task, "server-refresh");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        return super.scheduleWithFixedDelay(
                task, unit.toMillis(first), Math.min(OFTEN_MILLIS, unit.toMillis(delay)), TimeUnit.MILLISECONDS);
    }
}
