package io.github.mtasts.resolution.internal;

import io.github.mtasts.name.PolicyDomain;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs one piece of work per domain at a time; callers that ask meanwhile wait for the same result. Thread-safe. */
final class SingleFlight<T> {
    private final Map<PolicyDomain, CompletableFuture<T>> underWay = new ConcurrentHashMap<>();

    /**
     * Joins the work that is under way, or starts it.
     *
     * @param work completes with a result, or with an error
     * @param onError makes a result of an error
     * @param last sees every result, and may replace it
     */
    CompletableFuture<T> join(
            PolicyDomain domain,
            Supplier<CompletableFuture<T>> work,
            Function<Throwable, CompletableFuture<T>> onError,
            Function<T, T> last) {
        CompletableFuture<T> started = new CompletableFuture<>();
        CompletableFuture<T> running = underWay.putIfAbsent(domain, started);
        if (running != null) {
            return running.copy();
        }
        var unused = begun(work).exceptionallyCompose(onError).whenComplete((result, error) -> {
            underWay.remove(domain, started); // whatever happened, or the domain would wait for ever
            if (error != null) {
                started.completeExceptionally(error);
            } else {
                started.complete(last.apply(result));
            }
        });
        return started.copy();
    }

    private static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    boolean isUnderWay(PolicyDomain domain) {
        return underWay.containsKey(domain);
    }
}
