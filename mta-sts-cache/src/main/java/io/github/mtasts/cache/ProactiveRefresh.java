package io.github.mtasts.cache;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.resolution.RefreshResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps policies from expiring (RFC 8461 sections 3.3 and 10.2): fetches each about daily, whatever its TXT record says,
 * and long before it expires, whether or not there is mail. Of several nodes that share a store one refreshes a domain; when
 * it dies, another does. What fails is tried again, and told to the {@link CacheListener} and the log, the more urgently
 * the nearer the end of the policy is. Thread-safe.
 */
public final class ProactiveRefresh implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProactiveRefresh.class);
    private static final Duration TICK = Duration.ofMinutes(1);
    private static final Duration LEASE = Duration.ofMinutes(15);
    private static final Duration NOT_TRIED_DELAY = Duration.ofMinutes(10);

    private final DurablePolicyCache cache;
    private final Function<PolicyDomain, CompletableFuture<RefreshResult>> refresher;
    private final RefreshSettings settings;
    private final ScheduledExecutorService scheduler;
    private final boolean ownsScheduler;
    private final Queue<PolicyDomain> claimed = new ArrayDeque<>();
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean closed;

    private ProactiveRefresh(
            DurablePolicyCache cache,
            Function<PolicyDomain, CompletableFuture<RefreshResult>> refresher,
            RefreshSettings settings,
            ScheduledExecutorService scheduler,
            boolean ownsScheduler) {
        this.cache = cache;
        this.refresher = refresher;
        this.settings = settings;
        this.scheduler = scheduler;
        this.ownsScheduler = ownsScheduler;
    }

    /**
     * Starts to refresh, on a thread of its own.
     *
     * @param cache whose policies are kept
     * @param refresher fetches a policy anew: {@code mtaSts::refresh}
     * @param settings how much at once, and of what
     * @return close it before the library and the cache
     */
    public static ProactiveRefresh start(
            DurablePolicyCache cache,
            Function<PolicyDomain, CompletableFuture<RefreshResult>> refresher,
            RefreshSettings settings) {
        return start(new ProactiveRefresh(cache, refresher, settings, CacheThread.scheduler("refresh"), true));
    }

    /**
     * Starts to refresh, on a scheduler of the caller's.
     *
     * @param cache whose policies are kept
     * @param refresher fetches a policy anew: {@code mtaSts::refresh}
     * @param settings how much at once, and of what
     * @param scheduler stays the caller's to shut down
     * @return close it before the library and the cache
     */
    public static ProactiveRefresh start(
            DurablePolicyCache cache,
            Function<PolicyDomain, CompletableFuture<RefreshResult>> refresher,
            RefreshSettings settings,
            ScheduledExecutorService scheduler) {
        return start(new ProactiveRefresh(cache, refresher, settings, scheduler, false));
    }

    private static ProactiveRefresh start(ProactiveRefresh refresh) {
        var unused = refresh.scheduler.scheduleWithFixedDelay(refresh::run, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        return refresh;
    }

    /** Starts refreshes until as many run as may, or nothing is due. */
    void run() {
        try {
            PolicyDomain domain = next();
            while (domain != null) {
                refresh(domain);
                domain = next();
            }
        } catch (Throwable e) {
            LOG.error("the refresh of policies threw; it goes on within a minute", e);
        }
    }

    private synchronized @Nullable PolicyDomain next() {
        if (closed || running.get() >= settings.concurrency()) {
            return null;
        }
        if (claimed.isEmpty()) {
            claimed.addAll(cache.claimDue(settings.concurrency(), LEASE, settings.unusedAfter()));
        }
        PolicyDomain domain = claimed.poll();
        if (domain != null) {
            running.incrementAndGet();
        }
        return domain;
    }

    private void refresh(PolicyDomain domain) {
        var unused = refresher
                .apply(domain)
                .exceptionally(error ->
                        new RefreshResult.NotTried("threw: " + error.getClass().getSimpleName()))
                .thenAccept(result -> {
                    try {
                        ended(domain, result);
                    } finally {
                        running.decrementAndGet();
                        goOn();
                    }
                });
    }

    private void goOn() {
        try {
            if (!closed) {
                scheduler.execute(this::run);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("the refresh of policies was closed", e);
        }
    }

    private void ended(PolicyDomain domain, RefreshResult result) {
        if (result instanceof RefreshResult.NotTried notTried) {
            LOG.debug("policy of {} not refreshed: {}", domain, notTried.reason());
            cache.retryIn(domain, NOT_TRIED_DELAY);
        } else if (result instanceof RefreshResult.Failed failed) {
            long now = cache.clock().millis();
            cache.retryIn(domain, cache.plan().retry(failed.entry(), now));
            if (failed.entry().policy().mode() != PolicyMode.NONE) { // RFC 8461 section 3.3
                alert(new RefreshAlert(
                        domain,
                        cache.plan().level(failed.entry(), now),
                        failed.failure(),
                        failed.entry(),
                        Instant.ofEpochMilli(now)));
            }
        }
    }

    private void alert(RefreshAlert alert) {
        String sentence = "the policy of " + alert.domain() + " could not be refreshed: " + alert.failure()
                + "; it stays in force until " + alert.entry().expiresAt();
        switch (alert.level()) {
            case NOTICE -> LOG.info("{}", sentence);
            case WARNING -> LOG.warn("{}", sentence);
            case URGENT -> LOG.error("{}, and protects the domain no longer then", sentence);
        }
        StoreGate.tell(() -> cache.listener().refreshFailed(alert));
    }

    /** Starts no further refresh. Those under way end with the library. */
    @Override
    public void close() {
        closed = true;
        if (ownsScheduler) {
            scheduler.shutdown();
        }
    }
}
