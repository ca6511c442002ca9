package io.github.mtasts;

import io.github.mtasts.dane.DaneLookup;
import io.github.mtasts.failure.internal.LogLimit;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.outcome.QueueState;
import io.github.mtasts.resolution.internal.PolicyResolver;
import io.github.mtasts.session.TlsSessions;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.work.BoundedPool;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that the attempts and sessions of one {@link MtaSts} share: resolver, certificate verifier, clock, listeners,
 * limits, threads, and the parts to close. Thread-safe.
 */
final class DeliveryContext implements AutoCloseable {
    /** The reason with which an attempt ends when the library is closed. */
    static final String CLOSED = "the library was closed";

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryContext.class);
    private static final int MAX_VERIFICATIONS = 16;
    /** Continuations that block delay only other continuations, and only when there are this many. */
    private static final int MAX_COMPLETIONS = 256;

    private final PolicyResolver resolver;
    private final TlsSessions sessions;
    private final @Nullable DaneLookup dane;
    private final LogLimit audits = new LogLimit();
    private final ClientCertificates clientCertificates;
    private final Clock clock;
    private final List<OutcomeListener> listeners;
    private final Events events;
    private final Duration openingLimit;
    private final ScheduledExecutorService scheduler;
    private final boolean ownsScheduler;
    private final @Nullable BoundedPool ownCompletions;
    private final Executor completions;
    private final BoundedPool verifications = BoundedPool.named("verify", MAX_VERIFICATIONS);
    private final List<AutoCloseable> owned;
    private final Set<OpeningWatch> openings = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Makes a context.
     *
     * @param dane null when DANE is off; closed with the context
     * @param scheduler null to make one
     * @param completions runs continuations of the embedder; null to make one
     * @param owned closed with the context
     */
    DeliveryContext(
            PolicyResolver resolver,
            @Nullable DaneLookup dane,
            CertificateVerifier verifier,
            ClientCertificates clientCertificates,
            Clock clock,
            List<OutcomeListener> listeners,
            Events events,
            Duration openingLimit,
            @Nullable ScheduledExecutorService scheduler,
            @Nullable Executor completions,
            List<AutoCloseable> owned) {
        this.resolver = resolver;
        this.dane = dane;
        this.sessions = new TlsSessions(verifier);
        this.clientCertificates = clientCertificates;
        this.clock = clock;
        this.listeners = List.copyOf(listeners);
        this.events = events;
        this.openingLimit = openingLimit;
        this.ownsScheduler = scheduler == null;
        this.scheduler = scheduler != null
                ? scheduler
                : Executors.newSingleThreadScheduledExecutor(work -> {
                    Thread thread = new Thread(work, "mta-sts-timer");
                    thread.setDaemon(true);
                    return thread;
                });
        this.ownCompletions = completions == null ? BoundedPool.named("complete", MAX_COMPLETIONS) : null;
        this.completions = completions == null ? Objects.requireNonNull(ownCompletions) : completions;
        this.owned = List.copyOf(owned);
    }

    PolicyResolver resolver() {
        return resolver;
    }

    /** Asks for TLSA records; null when DANE is off. */
    @Nullable
    DaneLookup dane() {
        return dane;
    }

    /** Warns of a failure that the operator's rule audits only (RFC 7672 section 9.1). */
    void audited(MxHost host, AppliedPolicy tlsa) {
        audits.log("tlsa", more -> LOG.warn("Mail goes to {} in spite of {}{}", host, tlsa, more));
    }

    TlsSessions sessions() {
        return sessions;
    }

    ClientCertificates clientCertificates() {
        return clientCertificates;
    }

    /** Tells listeners what happens. */
    Events events() {
        return events;
    }

    /** The library's own queues, as they are now. */
    List<QueueState> queues() {
        List<BoundedPool> pools = new ArrayList<>(resolver.pools());
        pools.add(verifications);
        if (ownCompletions != null) {
            pools.add(ownCompletions);
        }
        List<QueueState> states = new ArrayList<>();
        for (BoundedPool pool : pools) {
            states.add(new QueueState(
                    pool.name(), pool.getActiveCount(), pool.getQueue().size(), pool.rejected()));
        }
        states.add(events.queue());
        return List.copyOf(states);
    }

    Clock clock() {
        return clock;
    }

    /** How long one opening may take. */
    Duration openingLimit() {
        return openingLimit;
    }

    /** Runs checks of certificates, which may ask the network for revocation. */
    Executor verifications() {
        return verifications;
    }

    /**
     * Runs what may call the embedder's code, such as the completion of a result, on the executor for it: on no thread that
     * others wait for. To be called without a lock.
     */
    void complete(Runnable work) {
        AtomicBoolean begun = new AtomicBoolean();
        Runnable once = () -> {
            if (begun.compareAndSet(false, true)) {
                work.run();
            }
        };
        try {
            completions.execute(once);
        } catch (Throwable e) { // the embedder's, which may throw anything, even after it took the work
            if (!closed) {
                LOG.warn("The executor for completions threw", e);
            }
            once.run();
        }
    }

    /** The same result, completed on the executor for completions unless it is complete now. */
    <T> CompletableFuture<T> completing(CompletableFuture<T> source) {
        if (source.isDone()) {
            return source;
        }
        CompletableFuture<T> copy = new CompletableFuture<>();
        var unused = source.whenComplete((value, error) -> complete(() -> finish(copy, value, error)));
        return copy;
    }

    private static <T> void finish(CompletableFuture<T> copy, T value, @Nullable Throwable error) {
        if (error == null) {
            copy.complete(value);
        } else {
            copy.completeExceptionally(error);
        }
    }

    /** The openings under way: they end with the library. */
    Set<OpeningWatch> openings() {
        return openings;
    }

    /** Runs work periodically until it is cancelled; null when the scheduler is shut down. */
    @Nullable
    ScheduledFuture<?> every(long millis, Runnable work) {
        try {
            return scheduler.scheduleWithFixedDelay(work, millis, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Not scheduled: the scheduler is shut down", e);
            return null;
        }
    }

    /** Passes an outcome to every listener. A listener that throws affects no delivery and no other listener. */
    void tell(DeliveryOutcome outcome) {
        for (OutcomeListener listener : listeners) {
            try {
                listener.onOutcome(outcome);
            } catch (Throwable e) {
                LOG.warn("Outcome for {} lost: its listener threw", outcome.domain(), e);
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        resolver.close();
        if (dane != null) {
            dane.close();
        }
        openings.forEach(OpeningWatch::look);
        verifications.shutdownNow();
        if (ownCompletions != null) {
            ownCompletions.shutdown(); // what was ended now is still completed
        }
        if (ownsScheduler) {
            scheduler.shutdownNow();
        }
        events.close();
        for (AutoCloseable part : owned) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("Closing {} failed", part, e);
            }
        }
    }
}
