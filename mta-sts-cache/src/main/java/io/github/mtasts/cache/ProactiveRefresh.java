package io.github.mtasts.cache;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.RefreshResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refreshes policies before they expire (RFC 8461 sections 3.3 and 10.2): fetches each about daily, even if its TXT record is
 * unchanged or missing, long before it expires, and without any mail. Of several nodes that share a store, one refreshes a
 * domain; if it crashes, another one does. Failed refreshes are retried, and reported to the {@link CacheListener} and the log,
 * with a {@linkplain RefreshAlert.Level level} that rises towards the expiry. Thread-safe.
 */
public final class ProactiveRefresh implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProactiveRefresh.class);
    private static final Duration TICK = Duration.ofMinutes(1);
    private static final Duration LEASE = Duration.ofMinutes(15);
    /** Longer than any policy is in force, and short enough to be taken from any time. */
    private static final Duration NEVER = Duration.ofDays(365_000);

    private static final Duration NOT_TRIED_DELAY = Duration.ofMinutes(10);

    private final DurablePolicyCache cache;
    private final Function<PolicyDomain, CompletableFuture<RefreshResult>> refresher;
    private final Duration unusedAfter;
    private final int concurrency;
    private final ScheduledExecutorService scheduler;
    private final boolean ownsScheduler;
    private final Queue<PolicyDomain> claimed = new ArrayDeque<>();
    private final AtomicInteger running = new AtomicInteger();
    private final Map<PolicyDomain, Future<?>> limits = new ConcurrentHashMap<>();
    private volatile @Nullable Future<?> ticks;
    private volatile boolean closed;

    private ProactiveRefresh(Builder builder) {
        this.cache = builder.cache;
        this.refresher = builder.refresher;
        this.unusedAfter = builder.unusedAfter;
        this.concurrency = builder.concurrency;
        ScheduledExecutorService given = builder.scheduler;
        this.ownsScheduler = given == null;
        this.scheduler = given == null ? CacheThread.scheduler("refresh") : given;
    }

    /**
     * Creates a builder.
     *
     * @param cache the cache whose policies are refreshed
     * @param refresher fetches a policy again: {@code mtaSts::refresh}
     * @return a builder with the default settings
     */
    public static Builder builder(
            DurablePolicyCache cache, Function<PolicyDomain, CompletableFuture<RefreshResult>> refresher) {
        return new Builder(cache, refresher);
    }

    /** Starts refreshes until the limit is reached or none is due. */
    void run() {
        try {
            PolicyDomain domain = next();
            while (domain != null) {
                refresh(domain);
                domain = next();
            }
        } catch (Throwable e) {
            LOG.error("Policy refresh failed; continuing within a minute", e);
        }
    }

    private synchronized @Nullable PolicyDomain next() {
        if (closed || running.get() >= concurrency) {
            return null;
        }
        if (claimed.isEmpty()) {
            claimed.addAll(cache.claimDue(concurrency, LEASE, unusedAfter));
        }
        PolicyDomain domain = claimed.poll();
        if (domain != null) {
            running.incrementAndGet();
        }
        return domain;
    }

    private void refresh(PolicyDomain domain) {
        cache.refreshBegins(domain);
        CompletableFuture<@Nullable RefreshResult> result = begin(domain);
        Future<?> limit = endWithLease(result);
        limits.put(domain, limit);
        var unused = result.exceptionally(ProactiveRefresh::thrown).thenAccept(found -> {
            try {
                limit.cancel(false);
                limits.remove(domain);
                ended(domain, found == null ? notTried("no result") : found);
            } finally {
                cache.refreshEnded(domain);
                running.decrementAndGet();
                goOn();
            }
        });
    }

    /** Begins a refresh. Never throws: a refresher that throws or returns null has not tried. */
    private CompletableFuture<@Nullable RefreshResult> begin(PolicyDomain domain) {
        try {
            tellStarted(domain);
            CompletableFuture<@Nullable RefreshResult> begun = asked(domain);
            return begun == null ? CompletableFuture.completedFuture(notTried("no result")) : begun.copy();
        } catch (Throwable e) {
            return CompletableFuture.completedFuture(thrown(e));
        }
    }

    /** Asks the refresher, which may break its contract. */
    @SuppressWarnings("unchecked")
    private @Nullable CompletableFuture<@Nullable RefreshResult> asked(PolicyDomain domain) {
        return (CompletableFuture<@Nullable RefreshResult>) (CompletableFuture<?>) refresher.apply(domain);
    }

    /** Ends the wait for a refresh with its claim, after which another node may refresh the domain. */
    private Future<?> endWithLease(CompletableFuture<@Nullable RefreshResult> result) {
        try {
            return result.isDone()
                    ? result
                    : scheduler.schedule(() -> overdue(result), LEASE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("No limit for a policy refresh", e);
            return result;
        }
    }

    private void overdue(CompletableFuture<@Nullable RefreshResult> result) {
        if (!closed) {
            result.complete(notTried("no result within " + LEASE));
        }
    }

    private static RefreshResult thrown(Throwable error) {
        LOG.debug("Policy refresh threw", error);
        Throwable thrown = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return notTried("threw: " + thrown.getClass().getSimpleName());
    }

    private static RefreshResult notTried(String reason) {
        return new RefreshResult.NotTried(reason);
    }

    private void tellStarted(PolicyDomain domain) {
        if (!cache.events().isEmpty()) {
            Duration late = late(domain);
            cache.events().tell(listener -> listener.refreshStarted(domain, late));
        }
    }

    /** How long ago the refresh was due by its plan; a later time that followed from a failure does not count. */
    private Duration late(PolicyDomain domain) {
        CachedPolicy entry;
        try {
            entry = cache.get(domain); // the refresh reads it next, then from memory
        } catch (StoreException e) {
            LOG.debug("Policy of {} not read before its refresh", domain, e);
            return Duration.ZERO;
        }
        if (entry == null) {
            return Duration.ZERO;
        }
        Instant due = entry.fetchedAt().plus(cache.plan().due(domain, entry));
        Duration late = Duration.between(due, cache.clock().instant());
        return late.isNegative() ? Duration.ZERO : late;
    }

    private void goOn() {
        try {
            if (!closed) {
                scheduler.execute(this::run);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("Policy refresh closed", e);
        }
    }

    private void ended(PolicyDomain domain, RefreshResult result) {
        if (result instanceof RefreshResult.NotTried notTried) {
            LOG.debug("Policy of {} not refreshed: {}", domain, notTried.reason());
            cache.retryIn(domain, NOT_TRIED_DELAY);
            cache.events().tell(listener -> listener.refreshPutOff(domain, notTried.reason()));
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
        } else {
            cache.events().tell(listener -> listener.refreshRenewed(domain));
        }
    }

    private void alert(RefreshAlert alert) {
        String sentence = "Policy refresh failed for " + alert.domain() + ": " + alert.failure()
                + "; the policy stays in force until " + alert.entry().expiresAt();
        switch (alert.level()) {
            case NOTICE -> LOG.info("{}", sentence);
            case WARNING -> LOG.warn("{}", sentence);
            case URGENT -> LOG.error("{}; then the domain is unprotected", sentence);
        }
        cache.failing().failed(alert);
    }

    private void start() {
        ticks = scheduler.scheduleWithFixedDelay(this::run, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Stops starting refreshes. Running ones end when the library is closed. */
    @Override
    public void close() {
        closed = true;
        Future<?> ticking = ticks;
        if (ticking != null) {
            ticking.cancel(false);
        }
        limits.values().forEach(limit -> limit.cancel(false));
        if (ownsScheduler) {
            scheduler.shutdown();
        }
    }

    /** Settings of a {@link ProactiveRefresh}. Not thread-safe. */
    public static final class Builder {
        private final DurablePolicyCache cache;
        private final Function<PolicyDomain, CompletableFuture<RefreshResult>> refresher;
        private Duration unusedAfter = Duration.ofDays(30);
        private int concurrency = 8;
        private @Nullable ScheduledExecutorService scheduler;

        private Builder(DurablePolicyCache cache, Function<PolicyDomain, CompletableFuture<RefreshResult>> refresher) {
            this.cache = cache;
            this.refresher = refresher;
        }

        /**
         * Sets when a policy counts as unused: if no delivery used it for this time, it is not refreshed, and expires.
         *
         * @param time at least two days, because use is recorded about daily, and however long for never; default 30 days
         * @return this builder
         * @throws IllegalArgumentException if the time is shorter than two days
         */
        public Builder unusedAfter(Duration time) {
            if (time.compareTo(Duration.ofDays(2)) < 0) {
                throw new IllegalArgumentException("unusedAfter is " + time
                        + ": it must be at least two days, because use is recorded about daily");
            }
            this.unusedAfter = time.compareTo(NEVER) < 0 ? time : NEVER;
            return this;
        }

        /**
         * Sets the largest number of refreshes at once.
         *
         * @param refreshes at least 1; default 8
         * @return this builder
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder concurrency(int refreshes) {
            if (refreshes <= 0) {
                throw new IllegalArgumentException("concurrency is " + refreshes + ": it must be at least 1");
            }
            this.concurrency = refreshes;
            return this;
        }

        /**
         * Sets the scheduler.
         *
         * @param executor the scheduler, which the caller shuts down; default one daemon thread
         * @return this builder
         */
        public Builder scheduler(ScheduledExecutorService executor) {
            this.scheduler = executor;
            return this;
        }

        /**
         * Builds the refresh and starts it.
         *
         * @return the running refresh; close it before the library and the cache
         */
        public ProactiveRefresh build() {
            ProactiveRefresh refresh = new ProactiveRefresh(this);
            refresh.start();
            return refresh;
        }
    }
}
