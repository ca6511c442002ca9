package io.github.mtasts.tlsrpt;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What runs by itself.
 *
 * @param tasks the repeated work
 * @param lookups runs look-ups of TLSRPT records
 * @param own runs the repeated work; null when somebody else's executor does
 */
record BackgroundTasks(
        List<Future<?>> tasks,
        ExecutorService lookups,
        @Nullable ExecutorService own) {
    private static final long PATIENCE_SECONDS = 10;

    /** Ends the repeated work, and lets what runs of it end for a while. */
    void stop() {
        tasks.forEach(task -> task.cancel(false));
        lookups.shutdownNow();
        if (own == null) {
            return;
        }
        own.shutdown();
        try {
            if (!own.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                own.shutdownNow();
            }
        } catch (InterruptedException e) {
            own.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
