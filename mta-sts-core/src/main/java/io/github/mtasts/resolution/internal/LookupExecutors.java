package io.github.mtasts.resolution.internal;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.failure.internal.LogLimit;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.PolicyFetcher;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.work.BoundedPool;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs reads of the cache's store, discovery and fetches, each on its own bounded threads, so that slow Policy Hosts
 * delay no DNS look-up and a slow DNS delays no read of the store. A discovery that throws counts as a question that was not
 * asked, a fetch that throws as our own fault. Work beyond the bounds, and all work that has not ended at {@link #close()},
 * completes with {@link RejectedExecutionException}. Thread-safe.
 */
final class LookupExecutors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LookupExecutors.class);

    private final Function<PolicyDomain, StsDiscoveryResult> discovery;
    private final PolicyFetcher fetcher;
    private final BoundedPool reads;
    private final BoundedPool lookups;
    private final BoundedPool fetches;
    private final LogLimit log = new LogLimit();
    private final Set<Work<?>> pending = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    LookupExecutors(
            Function<PolicyDomain, StsDiscoveryResult> discovery,
            PolicyFetcher fetcher,
            int maxLookups,
            int maxFetches) {
        this.discovery = discovery;
        this.fetcher = fetcher;
        this.reads = BoundedPool.named("cache", maxLookups);
        this.lookups = BoundedPool.named("lookup", maxLookups);
        this.fetches = BoundedPool.named("fetch", maxFetches);
    }

    List<BoundedPool> pools() {
        return List.of(reads, lookups, fetches);
    }

    /** Runs a read of the cache's store, which may do I/O. */
    <T> CompletableFuture<T> submit(Supplier<T> read) {
        return run(reads, read);
    }

    /**
     * Asks the DNS.
     *
     * @param next runs on the thread that asked, never on the caller's: it may read and write the cache's store
     */
    <T> CompletableFuture<T> discover(PolicyDomain domain, Function<StsDiscoveryResult, CompletableFuture<T>> next) {
        return run(lookups, () -> new NextStep<>(next.apply(discovered(domain))))
                .thenCompose(NextStep::result);
    }

    private record NextStep<T>(CompletableFuture<T> result) {}

    private StsDiscoveryResult discovered(PolicyDomain domain) {
        try {
            return discovery.apply(domain);
        } catch (Exception e) {
            return new StsDiscoveryResult.TemporaryFailure(threw("discovery", domain, e), LookupFault.NOT_ASKED);
        }
    }

    /**
     * Fetches a policy.
     *
     * @param next runs on the thread that fetched: it may write to the cache's store
     */
    <T> CompletableFuture<T> fetch(PolicyDomain domain, Function<FetchResult, T> next) {
        return run(fetches, () -> next.apply(fetched(domain)));
    }

    private FetchResult fetched(PolicyDomain domain) {
        try {
            return fetcher.fetch(domain);
        } catch (Throwable e) {
            return new FetchResult.Failed(
                    FetchResult.Cause.OWN_FAULT,
                    new Failure(ResultType.STS_POLICY_FETCH_ERROR, threw("fetch", domain, e)),
                    List.of());
        }
    }

    @Override
    public void close() {
        closed = true;
        reads.shutdownNow();
        lookups.shutdownNow();
        fetches.shutdownNow();
        pending.forEach(Work::reject);
    }

    /** A full queue, or a system that cannot start another thread, is an answer and no exception. */
    private <T> CompletableFuture<T> run(ExecutorService workers, Supplier<T> supplier) {
        Work<T> work = new Work<>(supplier);
        pending.add(work);
        try {
            workers.execute(work);
        } catch (RejectedExecutionException e) {
            work.reject();
        } catch (OutOfMemoryError e) {
            LOG.debug("No thread for a look-up", e);
            work.reject();
        }
        if (closed) { // close() may have looked before the work was pending
            work.reject();
        }
        return work.result;
    }

    /** Work whose result completes in every case: by the work, or by {@link #close()}. */
    private final class Work<T> implements Runnable {
        private final Supplier<T> supplier;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Work(Supplier<T> supplier) {
            this.supplier = supplier;
        }

        @Override
        public void run() {
            try {
                result.complete(supplier.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            } finally {
                pending.remove(this);
            }
        }

        void reject() {
            pending.remove(this);
            result.completeExceptionally(new RejectedExecutionException("no room, or closed"));
        }
    }

    private String threw(String port, PolicyDomain domain, Throwable e) {
        log.log(
                port,
                more -> LOG.warn("The {} port threw for {} instead of returning a failure{}", port, domain, more, e));
        return port + "-threw: " + e.getClass().getSimpleName();
    }
}
