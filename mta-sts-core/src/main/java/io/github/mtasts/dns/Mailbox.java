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

    /** Runs continuations until the answer completes or the time has passed. */
    <T> T await(CompletableFuture<T> answer, long waitNanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        // Wakes the wait below when the answer ends without a task, as it does when dnsjava gives up.
        CompletableFuture<T> unused = answer.whenComplete((value, error) -> tasks.add(() -> {}));
        long start = System.nanoTime();
        while (!answer.isDone()) {
            Runnable task = tasks.poll(waitNanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
            if (task == null) {
                throw new TimeoutException();
            }
            task.run();
        }
        return answer.get();
    }
}
