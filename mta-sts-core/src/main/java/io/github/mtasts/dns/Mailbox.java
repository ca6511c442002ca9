package io.github.mtasts.dns;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs the continuations of one exchange on the thread that waits for it.
 *
 * <p>Otherwise dnsjava would parse a hostile packet on its selector thread or on the common pool, which the whole JVM shares.
 */
final class Mailbox implements Executor {
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs continuations until the answer completes, the time has passed, or the wait is ended. */
    <T> T await(CompletableFuture<T> answer, long waitNanos, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        deadline.waitsAt(this);
        try {
            return await(answer, System.nanoTime(), waitNanos, deadline);
        } finally {
            deadline.waitsAt(null);
        }
    }

    private <T> T await(CompletableFuture<T> answer, long start, long waitNanos, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        // Wakes the wait below when the answer ends without a task, as it does when dnsjava gives up.
        CompletableFuture<T> unused = answer.whenComplete((value, error) -> tasks.add(() -> {}));
        while (!answer.isDone()) {
            if (deadline.hasEnded()) {
                throw new TimeoutException();
            }
            Runnable task = tasks.poll(waitNanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
            if (task == null) {
                throw new TimeoutException();
            }
            task.run();
        }
        return answer.get();
    }
}
