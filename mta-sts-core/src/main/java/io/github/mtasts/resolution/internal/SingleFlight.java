package io.github.mtasts.resolution.internal;

import io.github.mtasts.name.PolicyDomain;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lets one piece of work of a kind be under way for a domain; whoever asks meanwhile waits for the same. Thread-safe. */
final class SingleFlight<T> {
    private final Map<PolicyDomain, CompletableFuture<T>> underWay = new ConcurrentHashMap<>();

    /**
     * Joins the work that is under way, or starts it.
     *
     * @param work completes with an answer, or with an error
     * @param onError makes an answer of an error
     * @param last sees every answer, and may replace it
     */
    CompletableFuture<T> join(
            PolicyDomain domain,
            Supplier<CompletableFuture<T>> work,
            Function<Throwable, T> onError,
            Function<T, T> last) {
        CompletableFuture<T> started = new CompletableFuture<>();
        CompletableFuture<T> running = underWay.putIfAbsent(domain, started);
        if (running != null) {
            return running.copy();
        }
        var unused = work.get().exceptionally(onError).thenAccept(answer -> {
            underWay.remove(domain, started);
            started.complete(last.apply(answer));
        });
        return started.copy();
    }

    boolean isUnderWay(PolicyDomain domain) {
        return underWay.containsKey(domain);
    }

    /** Answers everyone who waits. */
    void endAll(T answer) {
        underWay.forEach((domain, started) -> started.complete(answer));
        underWay.clear();
    }
}
