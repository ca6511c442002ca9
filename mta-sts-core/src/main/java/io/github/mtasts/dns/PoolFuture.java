package io.github.mtasts.dns;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A future whose continuations run on a given executor, also those of dnsjava's validator, which names none: they would
 * otherwise run on the common pool.
 *
 * @param <T> the result
 */
final class PoolFuture<T> extends CompletableFuture<T> {
    private final Executor executor;

    PoolFuture(Executor executor) {
        this.executor = executor;
    }

    @Override
    public Executor defaultExecutor() {
        return executor;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new PoolFuture<>(executor);
    }
}
