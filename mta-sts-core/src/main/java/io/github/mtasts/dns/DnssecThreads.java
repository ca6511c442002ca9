package io.github.mtasts.dns;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a {@link DnssecResolver}: some that wait for servers, and one for each processor that check signatures, so
 * that neither holds up the other. All are daemons, made on demand.
 */
final class DnssecThreads implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor network;
    private final ThreadPoolExecutor validation;

    DnssecThreads(int maxConcurrentQueries) {
        this.network = pool("mta-sts-dnssec-query-", maxConcurrentQueries);
        this.validation = pool("mta-sts-dnssec-", Runtime.getRuntime().availableProcessors());
    }

    private static ThreadPoolExecutor pool(String name, int size) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                size, size, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** What may block or fail. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws LookupFailedException, InterruptedException;
    }

    /** Runs what waits for servers; after {@link #close} it fails. */
    <T> CompletableFuture<T> onNetwork(Work<T> work) {
        CompletableFuture<T> done = new PoolFuture<>(validation);
        try {
            network.execute(() -> {
                try {
                    done.complete(work.run());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    done.completeExceptionally(closed());
                } catch (LookupFailedException | RuntimeException | Error e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(closed());
        }
        return done;
    }

    private static LookupFailedException closed() {
        return new LookupFailedException("closed", LookupFault.NOT_ASKED);
    }

    Executor validation() {
        return validation;
    }

    @Override
    public void close() {
        network.shutdownNow();
        validation.shutdownNow();
    }
}
