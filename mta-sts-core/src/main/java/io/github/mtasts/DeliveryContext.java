package io.github.mtasts;

import io.github.mtasts.resolution.internal.BoundedPool;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads an {@link MtaSts} works with, and what it has to close: only what it made itself. */
final class DeliveryContext implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryContext.class);
    private static final int JUDGES = 16;

    private final ScheduledExecutorService scheduler;
    private final boolean ownScheduler;
    private final ExecutorService judging = BoundedPool.named("judge", JUDGES);
    private final List<AutoCloseable> owned;
    private final Set<OpeningWatch> openings = ConcurrentHashMap.newKeySet();

    DeliveryContext(@Nullable ScheduledExecutorService given, List<AutoCloseable> owned) {
        this.ownScheduler = given == null;
        this.scheduler = given != null
                ? given
                : Executors.newSingleThreadScheduledExecutor(work -> {
                    Thread thread = new Thread(work, "mta-sts-timer");
                    thread.setDaemon(true);
                    return thread;
                });
        this.owned = List.copyOf(owned);
    }

    /** The openings under way: they end with the library. */
    Set<OpeningWatch> openings() {
        return openings;
    }

    /** Runs work again and again until it is cancelled; null when the workshop is closed. */
    @Nullable
    ScheduledFuture<?> every(long millis, Runnable work) {
        try {
            return scheduler.scheduleWithFixedDelay(work, millis, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed: nothing more is scheduled", e);
            return null;
        }
    }

    Executor judging() {
        return judging;
    }

    @Override
    public void close() {
        openings.forEach(OpeningWatch::look);
        judging.shutdownNow();
        if (ownScheduler) {
            scheduler.shutdownNow();
        }
        for (AutoCloseable part : owned) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("closing {} failed", part, e);
            }
        }
    }
}
