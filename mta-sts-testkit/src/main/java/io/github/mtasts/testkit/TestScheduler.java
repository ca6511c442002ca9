package io.github.mtasts.testkit;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler that runs due tasks when {@link #runDue} is called, on the calling thread, by a clock such as
 * {@link TestClock}. It tests code that acts as days pass. Thread-safe.
 */
public final class TestScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private final Clock clock;
    private final List<Task<?>> tasks = new ArrayList<>();
    private volatile boolean shutDown;

    /**
     * Makes a scheduler without tasks.
     *
     * @param clock determines which tasks are due
     */
    public TestScheduler(Clock clock) {
        this.clock = clock;
    }

    /** Runs all due tasks, each repeated task once, and tasks that they submit for immediate execution. */
    public void runDue() {
        List<Task<?>> due;
        do {
            due = takeDue();
            due.forEach(Task::runOnce);
        } while (due.stream().anyMatch(task -> task.everyMillis == 0));
    }

    /**
     * Whether any task is due now.
     *
     * @return true when {@link #runDue} would run a task
     */
    public synchronized boolean hasDue() {
        return tasks.stream().anyMatch(task -> task.atMillis <= clock.millis());
    }

    private synchronized List<Task<?>> takeDue() {
        long now = clock.millis();
        List<Task<?>> due = tasks.stream()
                .filter(task -> task.atMillis <= now)
                .sorted(Comparator.comparingLong(task -> task.atMillis))
                .toList();
        tasks.removeAll(due);
        for (Task<?> task : due) {
            if (task.everyMillis > 0) {
                task.atMillis = now + task.everyMillis;
                tasks.add(task);
            }
        }
        return due;
    }

    private synchronized <T> Task<T> add(Callable<T> work, long delayMillis, long everyMillis) {
        Task<T> task = new Task<>(work, clock.millis() + delayMillis, everyMillis);
        tasks.add(task);
        return task;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(() -> call(command), unit.toMillis(delay), 0);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return add(callable, unit.toMillis(delay), 0);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return add(() -> call(command), unit.toMillis(initialDelay), unit.toMillis(period));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return scheduleAtFixedRate(command, initialDelay, delay, unit);
    }

    private static boolean call(Runnable command) {
        command.run();
        return true;
    }

    @Override
    public void execute(Runnable command) {
        var unused = schedule(command, 0, TimeUnit.MILLISECONDS);
    }

    @Override
    public void shutdown() {
        shutDown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutDown = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutDown;
    }

    @Override
    public boolean isTerminated() {
        return shutDown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }

    private final class Task<T> extends FutureTask<T> implements ScheduledFuture<T> {
        private final long everyMillis;
        private long atMillis;

        Task(Callable<T> work, long atMillis, long everyMillis) {
            super(work);
            this.atMillis = atMillis;
            this.everyMillis = everyMillis;
        }

        void runOnce() {
            if (everyMillis > 0) {
                runAndReset();
            } else {
                run();
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atMillis - clock.millis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.MILLISECONDS), other.getDelay(TimeUnit.MILLISECONDS));
        }
    }
}
