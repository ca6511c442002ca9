package io.github.mtasts.resolution.internal;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.PolicyFetcher;
import io.github.mtasts.name.PolicyDomain;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks discovery and fetcher, each on bounded threads of its own, so that slow Policy Hosts hold up no DNS question. A
 * port that throws has answered with a failure. Work beyond the bounds completes with {@link RejectedExecutionException};
 * so does work after {@link #close()}, while work cut off by it may never complete. Thread-safe.
 */
final class LookupExecutors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LookupExecutors.class);

    private final Function<PolicyDomain, StsDiscoveryResult> discovery;
    private final PolicyFetcher fetcher;
    private final ExecutorService lookups;
    private final ExecutorService fetches;

    LookupExecutors(
            Function<PolicyDomain, StsDiscoveryResult> discovery,
            PolicyFetcher fetcher,
            int maxLookups,
            int maxFetches) {
        this.discovery = discovery;
        this.fetcher = fetcher;
        this.lookups = BoundedPool.named("lookup", maxLookups);
        this.fetches = BoundedPool.named("fetch", maxFetches);
    }

    CompletableFuture<StsDiscoveryResult> discover(PolicyDomain domain) {
        return run(lookups, () -> {
            try {
                return discovery.apply(domain);
            } catch (RuntimeException e) {
                return new StsDiscoveryResult.TemporaryFailure(threw("discovery", domain, e));
            }
        });
    }

    /** Runs a look-up in the cache that may do I/O where look-ups in the DNS run. */
    <T> CompletableFuture<T> recall(Supplier<T> lookup) {
        return run(lookups, lookup);
    }

    CompletableFuture<FetchResult> fetch(PolicyDomain domain) {
        return run(fetches, () -> {
            try {
                return fetcher.fetch(domain);
            } catch (RuntimeException e) {
                return new FetchResult.Failed(
                        FetchResult.Cause.CONNECTION,
                        new Failure(ResultType.STS_POLICY_FETCH_ERROR, threw("fetch", domain, e)),
                        List.of());
            }
        });
    }

    @Override
    public void close() {
        lookups.shutdownNow();
        fetches.shutdownNow();
    }

    /** A full queue is an answer, not an exception; so is a system that cannot start another thread. */
    private static <T> CompletableFuture<T> run(ExecutorService workers, Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, workers);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        } catch (OutOfMemoryError e) {
            return CompletableFuture.failedFuture(new RejectedExecutionException(e));
        }
    }

    private static String threw(String what, PolicyDomain domain, RuntimeException e) {
        LOG.warn("{} of {} threw; a port must answer, not throw", what, domain, e);
        return what + "-threw: " + e.getClass().getSimpleName();
    }
}
