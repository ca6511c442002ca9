package io.github.mtasts.netty;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asynchronous steps that follow one another. */
final class Steps {
    private Steps() {}

    /**
     * Makes a step for each item, one after the other. Any number of steps may complete at once: they take no more of the stack than
     * one does.
     *
     * @param isOver asked before each step
     */
    static <T> CompletableFuture<Void> inOrder(
            List<T> items, BooleanSupplier isOver, Function<T, CompletableFuture<Void>> step) {
        return inOrder(items.iterator(), isOver, step);
    }

    private static <T> CompletableFuture<Void> inOrder(
            Iterator<T> items, BooleanSupplier isOver, Function<T, CompletableFuture<Void>> step) {
        while (items.hasNext() && !isOver.getAsBoolean()) {
            T item = items.next();
            CompletableFuture<Void> made = caught(() -> step.apply(item));
            if (!made.isDone()) {
                return made.thenCompose(unused -> inOrder(items, isOver, step));
            }
            if (made.isCompletedExceptionally()) {
                return made;
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    /** The same step, whose exception completes the result also where it was thrown at once. */
    static <T> CompletableFuture<T> caught(Supplier<CompletableFuture<T>> step) {
        try {
            return step.get();
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    static Throwable cause(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }
}
